import { type Call, findCall } from "@/db/calls";
import { callNext, type Full, joinLine, type Place, placesInLine } from "@/db/places";
import type { AnyService } from "@/lib/define-service";
import { concurrencyOf, serviceLimits } from "@/lib/env";
import { log } from "@/lib/log";
import * as providers from "@/lib/providers";
import { roleFilledBy } from "@/lib/routing/pods";
import { hint } from "../event-outbox";
import { allRoles, allServices } from "../registry";

/** The limits of calls in progress (`<NAME>_CONCURRENCY`), and the calls that wait for a place (`db/places.ts`). */

/** What counts for a limit, by its name: `fal`, `image-to-video-fal`, `wan-i2v`. */
function placeNamed(name: string): Omit<Place, "limit"> {
  const own = allServices.filter(({ id, settings = id, hosted }) => settings === name || hosted?.id === name);
  const ownIds = own.map(({ id }) => id);
  const roles = allRoles.map(({ id }) => id);
  for (const { id, title } of Object.values(providers)) {
    if (id === name) return { name, title, own: ownIds, services: [...ownIds, ...roles], entry: `${id}:*` };
    const role = roles.find((one) => `${one}-${id}` === name);
    if (role) return { name, title: `${title} (${role})`, own: ownIds, services: [...ownIds, role], entry: `${id}:*` };
  }
  const filled = ownIds.flatMap((id) => roleFilledBy(id)?.id ?? []);
  const entry = `${own[0]?.kind ?? "pod"}:${name}`;
  return { name, title: name, own: ownIds.length > 0 ? ownIds : [name], services: [name, ...ownIds, ...filled], entry };
}

const known = new Map<string, Omit<Place, "limit">>();

function placeWith(name: string, limit: number): Place {
  const place = known.get(name) ?? placeNamed(name);
  known.set(name, place);
  return { ...place, limit };
}

/** The places that a call needs at its maker; none where no limit is set. */
export const placesAt = (maker: AnyService): Place[] =>
  serviceLimits(maker).map(({ name, limit }) => placeWith(name, limit));

export const isLimited = (maker: AnyService): boolean => serviceLimits(maker).length > 0;

/** "Replicate (4 of 4 in use)" */
export const inUseOf = (full: Full[]): string => {
  const each = full.map(({ title, inUse, limit }) => `${title} (${inUse} of ${limit} in use)`);
  return [...new Set(each)].join(" or at ");
};

/** Whether a limit is set for the service, or for one of those that may make the calls of the role. */
export function mayWaitInLine(service: AnyService): boolean {
  if (service.kind !== "role") return isLimited(service);
  const vendors = Object.values(providers).map(({ id }) => id);
  const names = [...vendors, ...vendors.map((id) => `${service.id}-${id}`), ...allServices.map(({ id }) => id)];
  return names.some((name) => concurrencyOf(name) !== null);
}

/** Lets a call wait until one of the places is free. Null if the caller must read the row. */
export const waitInLine = (call: Call, full: Full[]): Promise<Call | null> => {
  const names = [...new Set(full.map(({ name }) => name))];
  return joinLine(call, names, `Waiting for a place at ${inUseOf(full)}.`);
};

/** The same for a call whose place another call took between its look and its submit. */
export async function waitAgain({ id, attempt }: Call, makers: AnyService[]): Promise<Call | null> {
  const full = makers.flatMap(placesAt).map((place) => ({ ...place, inUse: place.limit }));
  const call = full.length > 0 ? await findCall(id) : undefined;
  const isUnsent = call?.attempt === attempt && (call.status === "pending" || call.status === "retrying");
  return isUnsent ? waitInLine(call, full) : null;
}

/** Whether a call waits for a place at its service. */
export const isInLine = ({ status, inLineFor }: Pick<Call, "status" | "inLineFor">): boolean =>
  inLineFor !== null && (status === "pending" || status === "retrying");

/**
 * Rounds of a call's run, of up to three steps each, since a run may have 1,000 steps. Then the job's run starts another
 * one for the same row.
 */
export const mostRounds = 300;

/** Seconds of the n-th wait for a place: it is long, because the free place wakes the call. */
export const secondsInLine = (round: number): number => Math.min(900, 15 * 2 ** (round - 1));

let offering: Promise<void> | undefined;
let isDue = false;

/** Wakes the calls that can have a place now. A lost hint costs time: the next round sends it again. */
export function offerPlaces(): Promise<void> {
  isDue = true;
  offering ??= offerWhileDue().finally(() => {
    offering = undefined;
  });
  return offering;
}

async function offerWhileDue(): Promise<void> {
  while (isDue) {
    isDue = false;
    for (const name of await placesInLine()) {
      const called = await callNext(placeWith(name, limitNow(name)));
      await Promise.all(called.map(hint));
    }
  }
}

/** A limit that was removed keeps no call waiting. */
const limitNow = (name: string): number => concurrencyOf(name) ?? 1_000_000;

/** The same without waiting, after a place may have become free; a fault costs the seconds until the next round. */
export function offerPlacesSoon(): void {
  void offerPlaces().catch((error: unknown) => log("warn", "Could not offer a free place.", { error }));
}
