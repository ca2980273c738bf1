import { and, eq, lt, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { ifChanged } from "./changes";
import { type Database, database } from "./client";
import { countChanged } from "./counters";
import { type EngineEvent, outboxIfChanged, outboxRow } from "./outbox";
import { deliveries, deliveryAttempts, type jobs } from "./schema";

export type Delivery = typeof deliveries.$inferSelect;
export type DeliveryAttempt = typeof deliveryAttempts.$inferSelect;

/** The webhook to the caller and the engine's event that delivers it, as part of the batch that ends the job. */
export function deliveryIfAsked(db: Database, job: Pick<typeof jobs.$inferSelect, "id" | "keyId" | "webhookUrl">) {
  if (!job.webhookUrl) return { statements: [], events: [] };
  const id = `msg_${uuidv7()}`;
  const event = { id: `delivery-${id}`, name: "delivery/due", data: { deliveryId: id } };
  const row = db.run(sql`insert into deliveries (id, job_id, key_id, url, status)
    select ${id}, ${job.id}, ${job.keyId}, ${job.webhookUrl}, 'pending' where ${ifChanged}`);
  return { statements: [row, outboxIfChanged(db, event)], events: [event.id] };
}

export async function findDelivery(id: string): Promise<Delivery | undefined> {
  const db = await database();
  const [delivery] = await db.select().from(deliveries).where(eq(deliveries.id, id));
  return delivery;
}

/** Notes an attempt and what came of it. */
export async function noteAttempt(
  attempt: Omit<DeliveryAttempt, "createdAt">,
  outcome: { status: Delivery["status"]; nextAttemptAt: Date | null },
): Promise<void> {
  const db = await database();
  await db.batch([
    db.insert(deliveryAttempts).values(attempt).onConflictDoNothing(),
    db
      .update(deliveries)
      .set({
        ...outcome,
        attempt: attempt.attempt,
        deliveredAt: outcome.status === "delivered" ? new Date() : null,
      })
      .where(and(eq(deliveries.id, attempt.deliveryId), eq(deliveries.status, "pending"))),
  ]);
}

/**
 * Notes that an attempt is asked for again, and counts it, once however often it has to be sent; the engine's event, whose
 * id is the attempt's so that the engine takes it once.
 */
export async function noteResend(delivery: Delivery): Promise<EngineEvent> {
  const db = await database();
  const event = {
    id: `delivery-${delivery.id}-again-${delivery.attempt}`,
    name: "delivery/due",
    data: { deliveryId: delivery.id },
  };
  await db.batch([outboxRow(db, event), countChanged(db, "deliveries.resent")]);
  return event;
}

/** Deliveries whose next attempt is overdue: whoever should have made it is gone. */
export async function overdueDeliveries(before: Date, limit = 100): Promise<Delivery[]> {
  const db = await database();
  return db
    .select()
    .from(deliveries)
    .where(and(eq(deliveries.status, "pending"), lt(sql`coalesce(next_attempt_at, created_at)`, before.getTime())))
    .limit(limit);
}
