import { and, eq, inArray, sql } from "drizzle-orm";
import { database } from "./core/client";
import { providerRests, type RestKind } from "./schema";

export type ProviderRest = typeof providerRests.$inferSelect;

/** Which rests of which role: `provider` is the word before the colon of an entry; of a pod it is the whole entry. */
export type ProviderOfRole = { provider: string; role: string };

/** Seconds of the first rest; each further one is twice as long, up to the longest. */
const [firstRest, longestRest] = [15, 600];

/** A refusal of these kinds concerns every role of the provider. */
const ofAllRoles: RestKind[] = ["key", "balance"];

/** `provider` of an entry such as `fal:wan-2.5`: `fal`. Each pod rests alone. */
export const restingName = (entry: string): string =>
  entry.startsWith("pod:") ? entry : (entry.split(":")[0] ?? entry);

/**
 * Lets a provider rest that refused a request. Refusals during a rest are noted and do not double it: many calls may be
 * refused at once. A longer `retryAfter`, in seconds, replaces the provider's own rest.
 */
export async function noteRefusal(
  { provider, role }: ProviderOfRole,
  { kind, why, retryAfter }: { kind: RestKind; why: string; retryAfter: number | null },
  now = Date.now(),
): Promise<void> {
  const db = await database();
  const named = now + (retryAfter ?? 0) * 1000;
  const told = { kind, why: why.slice(0, 400), lastFailedAt: new Date(now) };
  const first = { until: new Date(Math.max(named, now + firstRest * 1000)), failures: 1 };
  const rests = sql`coalesce(${providerRests.until}, 0) > ${now}`;
  const doubled = sql`min(${longestRest}, ${firstRest} << min(${providerRests.failures}, 10)) * 1000`;
  await db
    .insert(providerRests)
    .values({ provider, role, ...told, ...first })
    .onConflictDoUpdate({
      target: [providerRests.provider, providerRests.role],
      set: {
        ...told,
        until: sql`max(${named}, case when ${rests} then ${providerRests.until} else ${now} + ${doubled} end)`,
        failures: sql`${providerRests.failures} + (not ${rests})`,
      },
    });
}

/** Notes that a provider has accepted a request: its rest is over, also in its other roles if its key or balance caused it. */
export async function noteAcceptance({ provider, role }: ProviderOfRole, now = new Date()): Promise<void> {
  const db = await database();
  const over = { until: null, failures: 0 };
  await db
    .insert(providerRests)
    .values({ provider, role, lastWorkedAt: now })
    .onConflictDoUpdate({
      target: [providerRests.provider, providerRests.role],
      set: { ...over, lastWorkedAt: now },
    });
  await db
    .update(providerRests)
    .set(over)
    .where(and(eq(providerRests.provider, provider), inArray(providerRests.kind, ofAllRoles), sql`until is not null`));
}

/** What is known of every provider that has been tried: one row for each role that it filled. */
export async function restsOf(provider?: string): Promise<ProviderRest[]> {
  const db = await database();
  const all = db.select().from(providerRests);
  return provider === undefined ? all : all.where(eq(providerRests.provider, provider));
}

/** Whether one of the rows says that a provider rests now. */
export const isResting = (
  rests: readonly ProviderRest[],
  { provider, role }: ProviderOfRole,
  now = Date.now(),
): boolean => rests.some((one) => one.provider === provider && isAbout(one, role) && (one.until?.getTime() ?? 0) > now);

const isAbout = ({ role, kind }: ProviderRest, wanted: string) =>
  role === wanted || (kind !== null && ofAllRoles.includes(kind));

/** When a provider last accepted a request, in any of its roles; null when it never has. */
export function lastWorked(rests: readonly ProviderRest[], provider: string): Date | null {
  const times = rests.flatMap((one) =>
    one.provider === provider && one.lastWorkedAt ? [one.lastWorkedAt.getTime()] : [],
  );
  return times.length > 0 ? new Date(Math.max(...times)) : null;
}
