import { and, desc, eq, inArray, lt, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { deliveryDue } from "@/lib/event-names";
import { type BudgetNotice, type DeliveryStatus, originOf } from "@/lib/schemas/delivery";
import { channelOf, urlOf } from "@/lib/schemas/notify";
import { builtStatement, ifChanged, placeholdersFor, writeTogether } from "./core/batch";
import { type Database, database } from "./core/client";
import { type EngineEvent, outboxIfChanged } from "./outbox";
import { deliveries, deliveryAttempts, type jobs } from "./schema";
import { isPaused } from "./webhook-origins";

export type Delivery = typeof deliveries.$inferSelect;
export type DeliveryAttempt = typeof deliveryAttempts.$inferSelect;

/**
 * The event that makes the engine deliver. Its id differs in each round, because the engine starts a function once per
 * id.
 */
export const dueEvent = (id: string, round: number): EngineEvent => ({
  id: `delivery-${id}-${round}`,
  name: deliveryDue,
  data: { deliveryId: id, round },
});

/** A stored delivery, and the id of the engine event that sends it. */
export type Told = { id: string; event: string };

/**
 * The caller's webhook and the engine event that delivers it, for the batch that ends the job. For a paused origin it
 * is stored as `paused`.
 */
export function deliveryIfAsked(
  db: Database,
  job: Pick<typeof jobs.$inferSelect, "id" | "keyId" | "webhookUrl">,
  ended: NonNullable<Delivery["ended"]>,
) {
  if (!job.webhookUrl) return { statements: [], delivery: null };
  const { id: jobId, keyId, webhookUrl: url } = job;
  return oneIfChanged(db, { jobId, keyId, channel: "webhook", url, ended, budget: null });
}

/** The notifications of a job's state, each with its engine event, for the batch that changes the state. */
export function noticesIfAsked(
  db: Database,
  job: Pick<typeof jobs.$inferSelect, "id" | "keyId" | "notify">,
  ended: NonNullable<Delivery["ended"]>,
) {
  const { id: jobId, keyId, notify } = job;
  const all = ended.status === "cancelled" ? [] : notify;
  return together(all.map((target) => oneIfChanged(db, { jobId, keyId, ...placeOf(target), ended, budget: null })));
}

/** The notifications of a key's budget, likewise. `jobId`: its newest job, with which they are deleted. */
export function budgetNoticesIfChanged(
  db: Database,
  key: { id: string; notify: string[]; jobId: string },
  budget: BudgetNotice,
) {
  const given = { jobId: key.jobId, keyId: key.id, ended: null, budget };
  return together(key.notify.map((target) => oneIfChanged(db, { ...given, ...placeOf(target) })));
}

/** Where the messages to a target go. */
export const placeOf = (target: string) => ({ channel: channelOf(target), url: urlOf(target) });
const together = (all: ReturnType<typeof oneIfChanged>[]) => ({
  statements: all.flatMap(({ statements }) => statements),
  deliveries: all.map(({ delivery }) => delivery),
});

type New = Pick<Delivery, "jobId" | "keyId" | "channel" | "url" | "ended" | "budget">;

function oneIfChanged(db: Database, { ended, budget, ...of }: New) {
  const id = `msg_${uuidv7()}`;
  const event = dueEvent(id, 0);
  const json = { ended: ended && JSON.stringify(ended), budget: budget && JSON.stringify(budget) };
  const given = { id, ...of, origin: originOf(of.url), ...json };
  const statement = builtStatement(db, `delivery of ${budget ? "a budget" : "a job"}`, given, () => {
    const { row } = placeholdersFor(given);
    const status = sql`case when ${isPaused(row)} then 'paused' else 'pending' end`;
    return db.run(sql`insert into deliveries (id, job_id, key_id, channel, url, origin, status, ended, budget)
      select ${row.id}, ${row.jobId}, ${row.keyId}, ${row.channel}, ${row.url}, ${row.origin}, ${status},
        ${row.ended}, ${row.budget}
      where ${ifChanged}`);
  });
  const delivery: Told = { id, event: event.id };
  return { statements: [statement, outboxIfChanged(db, event)], delivery };
}

export async function findDelivery(id: string): Promise<Delivery | undefined> {
  const db = await database();
  const [delivery] = await db.select().from(deliveries).where(eq(deliveries.id, id));
  return delivery;
}

/**
 * A page of deliveries of one key (without `keyId`: of all keys), newest first; one row more than `limit`, to show
 * whether there are more.
 */
export async function listDeliveries(filter: {
  keyId?: string;
  jobId?: string;
  status?: DeliveryStatus;
  after?: string;
  limit: number;
}): Promise<Delivery[]> {
  const db = await database();
  return db
    .select()
    .from(deliveries)
    .where(
      and(
        filter.keyId ? eq(deliveries.keyId, filter.keyId) : undefined,
        filter.jobId ? eq(deliveries.jobId, filter.jobId) : undefined,
        filter.status ? eq(deliveries.status, filter.status) : undefined,
        filter.after ? lt(deliveries.id, filter.after) : undefined,
      ),
    )
    .orderBy(desc(deliveries.id))
    .limit(filter.limit + 1);
}

/** The newest `limit` attempts of a delivery, oldest first. */
export async function attemptsOf(deliveryId: string, limit = 100): Promise<DeliveryAttempt[]> {
  const db = await database();
  const newest = await db
    .select()
    .from(deliveryAttempts)
    .where(eq(deliveryAttempts.deliveryId, deliveryId))
    .orderBy(desc(deliveryAttempts.attempt))
    .limit(limit);
  return newest.reverse();
}

/** The newest attempt of each of these deliveries, by the delivery's id. */
export async function newestAttempts(ids: string[]): Promise<Map<string, DeliveryAttempt>> {
  if (ids.length === 0) return new Map();
  const db = await database();
  const newest = sql`select max(attempt) from delivery_attempts as one where one.delivery_id = delivery_attempts.delivery_id`;
  const rows = await db
    .select()
    .from(deliveryAttempts)
    .where(and(inArray(deliveryAttempts.deliveryId, ids), sql`${deliveryAttempts.attempt} = (${newest})`));
  return new Map(rows.map((row) => [row.deliveryId, row]));
}

/**
 * Delivers now, whatever the delivery's state. An ended or paused delivery restarts its whole schedule; a pending one
 * keeps its place in it. Returns the event to send, or null if another request did this meanwhile.
 */
export async function replayDelivery(delivery: Delivery, now = new Date()): Promise<string | null> {
  const db = await database();
  const event = dueEvent(delivery.id, delivery.round + 1);
  const changed = await writeTogether([
    db
      .update(deliveries)
      .set({
        status: "pending",
        round: delivery.round + 1,
        scheduleFrom: sql`case when status = 'pending' then schedule_from else attempt end`,
        nextAttemptAt: now,
        deliveredAt: null,
      })
      .where(and(eq(deliveries.id, delivery.id), eq(deliveries.round, delivery.round))),
    outboxIfChanged(db, event),
  ]);
  return changed ? event.id : null;
}
