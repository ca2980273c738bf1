import { and, eq, inArray, lt, sql } from "drizzle-orm";
import { database } from "./core/client";
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

/**
 * Records an attempt, its outcome and the state of its origin in one batch. A success counts whenever it arrives; a
 * failure counts only if no later attempt has begun.
 */
export async function noteAttempt(
  delivery: Pick<Delivery, "id" | "keyId" | "origin">,
  attempt: Omit<DeliveryAttempt, "deliveryId" | "createdAt">,
  outcome: { status: "delivered" | "failed" } | { status: "pending"; nextAttemptAt: Date },
  now = Date.now(),
): Promise<void> {
  const db = await database();
  const isDelivered = outcome.status === "delivered";
  const where = { keyId: delivery.keyId, origin: delivery.origin };
  await db.batch([
    db
      .insert(deliveryAttempts)
      .values({ ...attempt, deliveryId: delivery.id })
      .onConflictDoNothing(),
    db
      .update(deliveries)
      .set({ nextAttemptAt: null, ...outcome, deliveredAt: isDelivered ? new Date(now) : null })
      .where(
        and(
          eq(deliveries.id, delivery.id),
          isDelivered
            ? inArray(deliveries.status, ["pending", "paused"])
            : and(eq(deliveries.status, "pending"), eq(deliveries.attempt, attempt.attempt)),
        ),
      ),
    ...(isDelivered ? originWorks(db, where, now) : originFailed(db, where, now)),
  ]);
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
  const event = {
    id: `delivery-${id}-${round}-${attempt}-again-${minute}`,
    name: "delivery/due",
    data: { deliveryId: id, round },
  };
  await db.batch([db.insert(outbox).values(event).onConflictDoNothing(), countChanged(db, "deliveries.resent")]);
  return event;
}
