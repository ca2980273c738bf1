import { isResting, noteAcceptance, noteRefusal, type ProviderRest, restingName, restsOf } from "@/db/provider-rests";
import type { RestKind, TriedKind } from "@/db/schema";
import type { AnyService } from "@/lib/define-service";
import { log } from "@/lib/log";

/** How this process reads and notes which providers rest. Rests only change an order, so a fault here stops no call. */

/** Milliseconds for which a process uses what it has read; another process may have changed it since. */
const freshMs = 3_000;
/** An acceptance is noted this often while nothing else has changed. */
const workedEveryMs = 60_000;

const kept = globalThis as typeof globalThis & { nextsceneRests?: { at: number; rows: Promise<ProviderRest[]> } };

function knownRests(): Promise<ProviderRest[]> {
  const known = kept.nextsceneRests;
  if (known && Date.now() - known.at < freshMs) return known.rows;
  const rows = restsOf().catch((error: unknown) => {
    log("warn", "The rests of the providers could not be read.", { error });
    return [];
  });
  kept.nextsceneRests = { at: Date.now(), rows };
  return rows;
}

/** The makers of a call in the order to try: those that refused a moment ago come last. */
export async function restingLast(role: AnyService, makers: AnyService[]): Promise<AnyService[]> {
  if (role.kind !== "role" || makers.length < 2) return makers;
  const rests = await knownRests();
  const rank = ({ id }: AnyService) => Number(isResting(rests, { provider: restingName(id), role: role.id }));
  return [...makers].sort((a, b) => rank(a) - rank(b));
}

const restKinds: readonly TriedKind[] = ["unsent", "unavailable", "throttled", "balance", "key"] satisfies RestKind[];
export const restsAfter = (kind: TriedKind): kind is RestKind => restKinds.includes(kind);

export async function letRest(
  role: AnyService,
  maker: AnyService,
  refusal: { kind: RestKind; why: string; retryAfter: number | null },
): Promise<void> {
  await noted(() => noteRefusal({ provider: restingName(maker.id), role: role.id }, refusal));
}

/** Ends the rest of a maker that has accepted a request, and notes that it works. */
export async function noteWorks(role: AnyService, maker: AnyService): Promise<void> {
  if (role.kind !== "role") return;
  const where = { provider: restingName(maker.id), role: role.id };
  const rows = (await knownRests()).filter(({ provider }) => provider === where.provider);
  const own = rows.find((row) => row.role === where.role);
  const isKnown = own !== undefined && Date.now() - (own.lastWorkedAt?.getTime() ?? 0) < workedEveryMs;
  if (isKnown && rows.every(({ until }) => until === null)) return;
  await noted(() => noteAcceptance(where));
}

/** The same for a maker that a test has proven to work, whatever is known of it. */
export const noteProven = (role: AnyService, maker: AnyService): Promise<void> =>
  noted(() => noteAcceptance({ provider: restingName(maker.id), role: role.id }));

async function noted(write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    log("warn", "The rest of a provider could not be noted.", { error });
  }
  kept.nextsceneRests = undefined;
}
