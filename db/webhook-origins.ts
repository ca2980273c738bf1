import { and, asc, eq, gt, lt, sql } from "drizzle-orm";
import { type Database, database } from "./core/client";
import { deliveries, failingOrigins, outbox } from "./schema";

export type FailingOrigin = typeof failingOrigins.$inferSelect;

const day = 86_400_000;
/** An origin is paused after this many failures in a row, */
export const mostFailures = 100;
/** or when it has failed for this long. After a silence, in which no delivery was tried, this time starts again. */
export const longestFailing = 5 * day;
const silence = 3 * day;

type Where = { keyId: string; origin: string };
const at = ({ keyId, origin }: Where) => and(eq(failingOrigins.keyId, keyId), eq(failingOrigins.origin, origin));
const deliveriesAt = ({ keyId, origin }: Where) => sql`key_id = ${keyId} and origin = ${origin}`;

/** True in SQL while the key's deliveries to this origin have to wait. */
export const isPaused = ({ keyId, origin }: Where) =>
  sql`exists (select 1 from failing_origins where key_id = ${keyId} and origin = ${origin} and paused_at is not null)`;

/** Records a failure, and pauses the origin and its pending deliveries when a limit is reached. */
export function originFailed(db: Database, where: Where, now: number) {
  const wasSilent = sql`last_failure_at < ${now - silence}`;
  const isDead = sql`failures + 1 >= ${mostFailures} or (failing_since <= ${now - longestFailing} and not ${wasSilent})`;
  const moment = new Date(now);
  return [
    db
      .insert(failingOrigins)
      .values({ ...where, failures: 1, failingSince: moment, lastFailureAt: moment })
      .onConflictDoUpdate({
        target: [failingOrigins.keyId, failingOrigins.origin],
        set: {
          failures: sql`failures + 1`,
          failingSince: sql`case when ${wasSilent} then ${now} else failing_since end`,
          lastFailureAt: moment,
          pausedAt: sql`coalesce(paused_at, case when ${isDead} then ${now} end)`,
        },
      }),
    db.run(sql`update deliveries set status = 'paused', next_attempt_at = null
      where ${deliveriesAt(where)} and status = 'pending' and ${isPaused(where)}`),
  ];
}

/** Forgets the failures of an origin: its paused deliveries are due at once, and their engine events are stored. */
export function originWorks(db: Database, where: Where, now: number) {
  return [
    db.delete(failingOrigins).where(at(where)),
    db.run(sql`update deliveries
      set status = 'pending', round = round + 1, schedule_from = attempt, next_attempt_at = ${now}
      where ${deliveriesAt(where)} and status = 'paused'`),
    db.run(sql`insert or ignore into outbox (id, name, data)
      select 'delivery-' || id || '-' || round, 'delivery/due', json_object('deliveryId', id, 'round', round)
      from deliveries where ${deliveriesAt(where)} and status = 'pending' and round > 0 and next_attempt_at = ${now}`),
  ] as const;
}

/** Resumes a key's deliveries to an origin. Returns at most 100 events to send now: the reconciler sends the others. */
export async function resumeOrigin(where: Where, now = Date.now()): Promise<string[]> {
  const db = await database();
  await db.batch([...originWorks(db, where, now)]);
  const noted = await db
    .select({ id: outbox.id })
    .from(outbox)
    .innerJoin(deliveries, sql`${outbox.id} = 'delivery-' || ${deliveries.id} || '-' || ${deliveries.round}`)
    .where(
      and(eq(deliveries.keyId, where.keyId), eq(deliveries.origin, where.origin), eq(deliveries.status, "pending")),
    )
    .limit(100);
  return noted.map(({ id }) => id);
}

/** A page of a key's failing and paused origins, by name, each with the number of deliveries that wait for it. */
export async function listOrigins(keyId: string, { after = "", limit }: { after?: string; limit: number }) {
  const db = await database();
  return db
    .select({
      ...{ origin: failingOrigins.origin, failures: failingOrigins.failures, pausedAt: failingOrigins.pausedAt },
      ...{ failingSince: failingOrigins.failingSince, lastFailureAt: failingOrigins.lastFailureAt },
      waiting: sql<number>`(select count(*) from deliveries where deliveries.key_id = failing_origins.key_id
        and deliveries.origin = failing_origins.origin and deliveries.status = 'paused')`,
    })
    .from(failingOrigins)
    .where(and(eq(failingOrigins.keyId, keyId), gt(failingOrigins.origin, after)))
    .orderBy(asc(failingOrigins.origin))
    .limit(limit + 1);
}

/** Forgets origins that failed before this time and have no waiting deliveries. */
export async function forgetOrigins(failedBefore: Date): Promise<void> {
  const db = await database();
  await db.delete(failingOrigins).where(
    and(
      lt(failingOrigins.lastFailureAt, failedBefore),
      sql`not exists (select 1 from deliveries where deliveries.key_id = failing_origins.key_id
        and deliveries.origin = failing_origins.origin and deliveries.status = 'paused')`,
    ),
  );
}
