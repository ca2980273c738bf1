import type { Counter } from "@/db/counters";
import type { WebhookOrigin } from "@/lib/schemas/delivery";
import type { KeyObject, OwnLimits, Role } from "@/lib/schemas/key";
import type { Notifications, NotificationTest } from "@/lib/schemas/notify";
import type { ProviderObject, ProviderTest, TestProvider } from "@/lib/schemas/provider";
import type { ServiceObject } from "@/lib/schemas/service";
import { ask } from "../_data/api";

/** The API requests of the settings page. */

type List<T> = { data: T[] };
const all = <T>(path: string) => ask((api) => api.request<List<T>>("GET", path)).then(({ data }) => data);

/** A whole list, from all of its pages. */
async function whole<T extends { id: string }>(path: string): Promise<T[]> {
  const items: T[] = [];
  for (let after = ""; ; ) {
    const page = await ask((api) => api.request<List<T> & { hasMore: boolean }>("GET", path + after));
    items.push(...page.data);
    if (!page.hasMore) return items;
    after = `&after=${encodeURIComponent(items.at(-1)?.id ?? "")}`;
  }
}

type NewKey = KeyObject & { key: string };
const keyAt = (id: string) => `/v1/keys/${encodeURIComponent(id)}`;
export const listKeys = () => whole<KeyObject>("/v1/keys?limit=100");
export const ownKey = () => ask((api) => api.request<KeyObject>("GET", "/v1/keys/self"));
export const createKey = (name: string, role: Role) =>
  ask((api) => api.request<NewKey>("POST", "/v1/keys", { name, role }));
export const limitKey = (id: string, limits: OwnLimits) =>
  ask((api) => api.request<KeyObject>("PATCH", keyAt(id), { limits }));
export const rotateKey = (id: string) => ask((api) => api.request<NewKey>("POST", `${keyAt(id)}/rotate`, {}));
export const revokeKey = (id: string) => ask((api) => api.request<void>("DELETE", keyAt(id)));

export type Usage = { id: string; day: string; keyId: string; actual: number; currency: string };
export const listUsage = () => whole<Usage>("/v1/usage?limit=1000");

type State = { status: "ok" | "outdated" | "down"; message?: string };
/** The media tools report their versions if they are found. */
type Tools = State & { ffmpeg?: string };
/** `counters`: the automatic repairs so far, by kind; null while the database is unavailable. */
type Health = {
  database: State;
  storage: State;
  engine: State;
  media: Tools;
  counters: Record<Counter, number> | null;
};
export const askHealth = () => ask((api) => api.request<Health>("GET", "/health"));
export const listServices = () => all<ServiceObject>("/v1/services");

export const listProviders = () => whole<ProviderObject>("/v1/providers?limit=100");
export const testProvider = (id: string, body: TestProvider) =>
  ask((api) => api.request<ProviderTest>("POST", `/v1/providers/${encodeURIComponent(id)}/test`, body));

type WebhookTest = { delivered: boolean; status: number | null; answer: string };
export const webhookSecret = () => ask((api) => api.request<{ secret: string }>("GET", "/v1/webhooks/secret"));
export const rotateWebhookSecret = () =>
  ask((api) => api.request<{ secret: string }>("POST", "/v1/webhooks/secret/rotate", {}));
export const testWebhook = (url: string) =>
  ask((api) => api.request<WebhookTest>("POST", "/v1/webhooks/test", { url }));
export const pausedOrigins = () =>
  all<WebhookOrigin>("/v1/webhooks/origins?limit=100").then((some) => some.filter(({ status }) => status === "paused"));
export const resumeOrigin = (origin: string) =>
  ask((api) => api.request<unknown>("POST", "/v1/webhooks/origins/resume", { origin }));

export const notifications = () => ask((api) => api.request<Notifications>("GET", "/v1/notifications"));
export const changeNotifications = (change: Pick<Notifications, "notify" | "language">) =>
  ask((api) => api.request<Notifications>("PATCH", "/v1/notifications", change));
export const testNotification = (to: string) =>
  ask((api) => api.request<NotificationTest>("POST", "/v1/notifications/test", { to }));
