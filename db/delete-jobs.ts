import { inArray, sql } from "drizzle-orm";
import { terminalStatuses } from "@/lib/schemas/job";
import { forgetUses } from "./asset-uses";
import { writeTogether } from "./core/batch";
import { database } from "./core/client";
import { type Counter, countChanged } from "./counters";
import { calls, deliveries, deliveryAttempts, events, idempotency, inbox, jobs, shares } from "./schema";

/**
 * Removes ended jobs and their rows; the cleanup removes their files once no other job uses them. A job that was queued
 * again stays; false if all did. Calls whose work must still be cancelled stay until that is done.
 */
export async function deleteJobs(ids: string[], counter?: Counter): Promise<boolean> {
  const db = await database();
  const given = sql`(select value from json_each(${JSON.stringify(ids)}))`;
  const gone = sql`(select value from json_each(${JSON.stringify(ids)}) where value not in (select id from jobs))`;
  const ofJobs = sql`(select id from calls where job_id in ${gone} and cancel_pending = 0)`;
  const messages = sql`(select id from deliveries where job_id in ${gone})`;
  // The ids of their events for the engine: `job-<id>-1`, `ended-<id>-1`, …
  const sent = ["job", "cancelling", "ended"].map((what) => sql`${`${what}-`} || g.value || '-'`);
  return writeTogether([
    db.delete(jobs).where(sql`id in ${given} and ${inArray(jobs.status, [...terminalStatuses])}`),
    ...(counter ? [countChanged(db, counter)] : []),
    ...sent.map((prefix) =>
      db.run(sql`delete from outbox where id in (select sent.id from ${gone} as g join outbox as sent
        on sent.id > ${prefix} and sent.id < ${prefix} || '~')`),
    ),
    db.run(sql`delete from outbox where id in (select sent.id from ${messages} as messages join outbox as sent
      on sent.id >= 'delivery-' || messages.id and sent.id < 'delivery-' || messages.id || '~')`),
    db.delete(inbox).where(sql`call_id in ${ofJobs}`),
    db.delete(calls).where(sql`id in ${ofJobs}`),
    db.delete(deliveryAttempts).where(sql`delivery_id in ${messages}`),
    db.delete(deliveries).where(inArray(deliveries.jobId, gone)),
    db.delete(events).where(inArray(events.jobId, gone)),
    db.delete(shares).where(inArray(shares.jobId, gone)),
    db.delete(idempotency).where(inArray(idempotency.jobId, gone)),
    ...forgetUses(db, gone),
  ]);
}
