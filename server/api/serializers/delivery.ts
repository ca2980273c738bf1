import {
  type DeliveryAttempt as AttemptRow,
  attemptsOf,
  type Delivery as DeliveryRow,
  newestAttempts,
} from "@/db/deliveries";
import { eventOf } from "@/inngest/deliveries/event-of";
import type { Delivery, DeliveryAttempt } from "@/lib/schemas/delivery";

/** Deliveries as the API shows them, with one query for all of them. */
export async function presentDeliveries(rows: DeliveryRow[]): Promise<Delivery[]> {
  const newest = await newestAttempts(rows.map(({ id }) => id));
  return rows.map((row) => present(row, newest.get(row.id)));
}

/** A delivery with every attempt. */
export async function presentDelivery(row: DeliveryRow): Promise<Delivery & { attempts: DeliveryAttempt[] }> {
  const attempts = await attemptsOf(row.id);
  return { ...present(row, attempts.at(-1)), attempts: attempts.map(presentAttempt) };
}

function present(row: DeliveryRow, last: AttemptRow | undefined): Delivery {
  return {
    id: row.id,
    object: "delivery",
    jobId: row.batchId === null ? row.jobId : null,
    batchId: row.batchId,
    channel: row.channel,
    event: eventOf(row),
    url: row.url,
    status: row.status,
    attempt: row.attempt,
    nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    deliveredAt: row.deliveredAt?.toISOString() ?? null,
    lastAttempt: last ? presentAttempt(last) : null,
  };
}

const presentAttempt = ({ attempt, status, milliseconds, answer, createdAt }: AttemptRow): DeliveryAttempt => ({
  attempt,
  finishedAt: createdAt.toISOString(),
  status,
  milliseconds,
  answer,
});
