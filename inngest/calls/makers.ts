import type { Call } from "@/db/calls";
import type { Tried, TriedKind } from "@/db/schema";
import type { AnyService } from "@/lib/define-service";
import { entriesFor, findEntry } from "@/lib/routing/entries";
import { roleFault, roleOf } from "@/lib/routing/role-service";
import { makerOf } from "../registry";

/** A call before or after its row is written. */
type RoutedCall = Pick<Call, "input"> & Partial<Pick<Call, "entries" | "entry" | "tried" | "earlierTokenHashes">>;

/** Names of the role's entries that can take this input, in the order to try. */
export const ableNames = (role: AnyService, input: Record<string, unknown>): string[] =>
  entriesFor(roleOf(role), input).able.map(({ name }) => name);

/** Entries that get no second request: they cannot take this input, refuse its content, or accepted the work and failed. */
const isOver = ({ kind }: Tried) => kind === "failed" || kind === "input" || kind === "moderated";

/**
 * The services that may get a call's next request, in order. A call that a person had submitted again stays with its
 * provider, because an answer to the previous request may still come and only that provider's parser can read it.
 */
export function makersOf(call: RoutedCall, service: AnyService): AnyService[] {
  if (service.kind !== "role") return [service];
  if (call.entry && call.earlierTokenHashes?.length) return [findEntry(service.id, call.entry)];
  const over = new Set(call.tried?.filter(isOver).map(({ entry }) => entry));
  const names = call.entries ?? ableNames(service, call.input);
  return names.filter((name) => !over.has(name)).map((name) => findEntry(service.id, name));
}

/** Limit per call, because the API returns the whole list. */
const mostTried = 40;

/** The list of failed or refusing providers with one more entry. */
export function withTried(tried: Tried[] | null | undefined, entry: string, kind: TriedKind, why: string): Tried[] {
  const all = [...(tried ?? []), { entry, kind, why: why.slice(0, 400), at: new Date().toISOString() }];
  // What keeps an entry from a second request is never forgotten.
  return [...all.slice(0, -mostTried).filter(isOver), ...all.slice(-mostTried)];
}

/** The service whose time-out applies: the entry that has the request, or the role before and between requests. */
export const clockOf = (call: Call, service: AnyService): AnyService =>
  call.status === "pending" || call.status === "retrying" ? service : makerOf(call, service);

/** Why no provider of a role can be sent a request with this input. */
export const whyNobody = (service: AnyService, input: Record<string, unknown>): string =>
  (service.kind === "role" && roleFault(roleOf(service), input)) ||
  `No provider is configured for ${service.id}: set the key or URL of one.`;
