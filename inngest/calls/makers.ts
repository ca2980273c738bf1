import type { Call } from "@/db/calls";
import type { Tried, TriedKind } from "@/db/schema";
import type { AnyService } from "@/lib/define-service";
import { entriesFor, findEntry } from "@/lib/routing/entries";
import { roleOf } from "@/lib/routing/role-service";
import { makerOf } from "../registry";

/** A call before or after its row is written. */
export type Asked = Pick<Call, "input"> & Partial<Pick<Call, "entries" | "entry" | "tried" | "earlierTokenHashes">>;

/** Names of those who can do what a role is asked for, in the order to try. */
export const ableNames = (role: AnyService, input: Record<string, unknown>): string[] =>
  entriesFor(roleOf(role), input).able.map(({ name }) => name);

/** Entries that get no second request: they cannot take this input, refuse its content, or took the work and failed. */
const isOver = ({ kind }: Tried) => kind === "failed" || kind === "input" || kind === "moderated";

/**
 * Who may be sent a call's next request, in order. A call that a person had submitted again stays with its provider: an
 * answer to the request before may still come, and is read as that provider writes.
 */
export function makersOf(call: Asked, service: AnyService): AnyService[] {
  if (service.kind !== "role") return [service];
  if (call.entry && call.earlierTokenHashes?.length) return [findEntry(service.id, call.entry)];
  const over = new Set(call.tried?.filter(isOver).map(({ entry }) => entry));
  const names = call.entries ?? ableNames(service, call.input);
  return names.filter((name) => !over.has(name)).map((name) => findEntry(service.id, name));
}

/** Most notes on one call: it is shown whole. */
const mostTried = 40;

/** The list of those who did not make a call, with one more. */
export const withTried = (tried: Tried[] | null | undefined, entry: string, kind: TriedKind, why: string): Tried[] =>
  [...(tried ?? []), { entry, kind, why: why.slice(0, 400), at: new Date().toISOString() }].slice(-mostTried);

/** Whose time-out counts: that of the entry that has the request, and before and between requests the role's. */
export const clockOf = (call: Call, service: AnyService): AnyService =>
  call.status === "pending" || call.status === "retrying" ? service : makerOf(call, service);
