import { and, eq, inArray, lt, sql } from "drizzle-orm";
import { deliveryDue } from "@/lib/event-names";
import { type Database, database } from "./core/client";
import { countChanged } from "./counters";
import type { Delivery, DeliveryAttempt } from "./deliveries";
import type { EngineEvent } from "./outbox";
import { deliveries, deliveryAttempts, outbox } from "./schema";
import { originFailed, originWorks } from "./webhook-origins";

/**
 * Milliseconds, longer than an attempt lasts. An attempt without an outcome after this time never gets one: its process
 * died.
 */
export const leaseMs = 20_000;

/**
 * Claims the next attempt of a delivery. Returns its number, or null when it is not due or another process has claimed
 * it.
 */
export async function claimAttempt(delivery: Delivery, now: number): Promise<number | null> {
  const db = await database();
  const [claimed] = await db
    .update(deliveries)
    .set({ attempt: sql`attempt + 1`, nextAttemptAt: new Date(now + leaseMs) })
    .where(
      and(
        eq(deliveries.id, delivery.id),
        eq(deliveries.round, delivery.round),
        eq(deliveries.status, "pending"),
        sql`coalesce(next_attempt_at, 0) <= ${now}`,
      ),
    )
    .returning({ attempt: deliveries.attempt });
  return claimed?.attempt ?? null;
}

/** Claimed at once for one message. */
const mostTogether = 200;

/**
 * Claims the due deliveries to the same place, oldest first, for one message that carries them all. Each has the number
 * of its attempt.
 */
export async function claimTogether({ keyId, channel, url }: Delivery, now: number): Promise<Delivery[]> {
  const db = await database();
  const due = sql`(select id from deliveries where key_id = ${keyId} and channel = ${channel} and url = ${url}
    and status = 'pending' and coalesce(next_attempt_at, 0) <= ${now} order by id limit ${mostTogether})`;
  const claimed = await db
    .update(deliveries)
    .set({ attempt: sql`attempt + 1`, nextAttemptAt: new Date(now + leaseMs) })
    .where(sql`${deliveries.id} in ${due}`)
    .returning();
  return claimed.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Moves a due delivery to a later time, at which it may share a message with others. */
export async function postpone({ id, round }: Delivery, until: Date, now: number): Promise<void> {
  const db = await database();
  await db
    .update(deliveries)
    .set({ nextAttemptAt: until })
    .where(
      and(
        eq(deliveries.id, id),
        eq(deliveries.round, round),
        eq(deliveries.status, "pending"),
        sql`coalesce(next_attempt_at, 0) <= ${now}`,
      ),
    );
}

export type Outcome = { status: "delivered" | "failed" } | { status: "pending"; nextAttemptAt: Date };
type Attempted = {
  delivery: Pick<Delivery, "id" | "keyId" | "origin">;
  /** The number of the attempt. */
  attempt: number;
  outcome: Outcome;
};

/**
 * Records an attempt of each delivery that a message carried, their outcomes and, once, the state of their origin, in
 * one batch. A success counts whenever it arrives; a failure counts only if no later attempt has begun.
 */
export async function noteAttempts(
  all: readonly [Attempted, ...Attempted[]],
  reply: Omit<DeliveryAttempt, "deliveryId" | "createdAt" | "attempt">,
  now = Date.now(),
): Promise<void> {
  const db = await database();
  const [first, ...rest] = all;
  const where = { keyId: first.delivery.keyId, origin: first.delivery.origin };
  const rows = (one: Attempted) => rowsOf(db, one, reply, now);
  await db.batch([
    ...rows(first),
    ...rest.flatMap(rows),
    ...(first.outcome.status === "delivered" ? originWorks(db, where, now) : originFailed(db, where, now)),
  ]);
}

function rowsOf(
  db: Database,
  { delivery, attempt, outcome }: Attempted,
  reply: Parameters<typeof noteAttempts>[1],
  now: number,
) {
  const isDelivered = outcome.status === "delivered";
  return [
    db
      .insert(deliveryAttempts)
      .values({ ...reply, attempt, deliveryId: delivery.id })
      .onConflictDoNothing(),
    db
      .update(deliveries)
      .set({ nextAttemptAt: null, ...outcome, deliveredAt: isDelivered ? new Date(now) : null })
      .where(
        and(
          eq(deliveries.id, delivery.id),
          isDelivered
            ? inArray(deliveries.status, ["pending", "paused"])
            : and(eq(deliveries.status, "pending"), eq(deliveries.attempt, attempt)),
        ),
      ),
  ] as const;
}

/** Deliveries whose next attempt is overdue, because the process that should have made it died. */
export async function overdueDeliveries(before: Date, limit = 100): Promise<Delivery[]> {
  const db = await database();
  return db
    .select()
    .from(deliveries)
    .where(and(eq(deliveries.status, "pending"), lt(sql`coalesce(next_attempt_at, created_at)`, before.getTime())))
    .limit(limit);
}

/**
 * Requests an attempt again and counts that; returns the engine event. Its id contains the attempt and the minute: the
 * engine runs it once, and an engine that lost it gets it again.
 */
export async function noteResend({ id, round, attempt }: Delivery, now: number): Promise<EngineEvent> {
  const db = await database();
  const minute = Math.floor(now / 60_000);
  const event: EngineEvent = {
    id: `delivery-${id}-${round}-${attempt}-again-${minute}`,
    name: deliveryDue,
    data: { deliveryId: id, round },
  };
  await db.batch([db.insert(outbox).values(event).onConflictDoNothing(), countChanged(db, "deliveries.resent")]);
  return event;
}
