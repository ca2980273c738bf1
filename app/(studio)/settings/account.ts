import type { KeyObject } from "@/lib/key";
import { ask } from "../api";

/** What the settings ask of the API. */

type NewKey = KeyObject & { key: string };
const keyAt = (id: string) => `/v1/keys/${encodeURIComponent(id)}`;
export const listKeys = () =>
  ask((api) => api.request<{ data: KeyObject[] }>("GET", "/v1/keys?limit=100")).then(({ data }) => data);
export const createKey = (name: string) => ask((api) => api.request<NewKey>("POST", "/v1/keys", { name }));
export const rotateKey = (id: string) => ask((api) => api.request<NewKey>("POST", `${keyAt(id)}/rotate`, {}));
export const revokeKey = (id: string) => ask((api) => api.request<void>("DELETE", keyAt(id)));

type Usage = { day: string; actual: number; currency: string };
export const listUsage = () =>
  ask((api) => api.request<{ data: Usage[] }>("GET", "/v1/usage?limit=1000")).then(({ data }) => data);

type State = { status: "ok" | "down"; message?: string };
type Health = { database: State; storage: State; engine: State; services: Record<string, State> };
export const askHealth = () => ask((api) => api.request<Health>("GET", "/health"));

type WebhookTest = { delivered: boolean; status: number | null; answer: string };
export const webhookSecret = () => ask((api) => api.request<{ secret: string }>("GET", "/v1/webhooks/secret"));
export const rotateWebhookSecret = () =>
  ask((api) => api.request<{ secret: string }>("POST", "/v1/webhooks/secret/rotate", {}));
export const testWebhook = (url: string) =>
  ask((api) => api.request<WebhookTest>("POST", "/v1/webhooks/test", { url }));
