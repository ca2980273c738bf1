import { type SQL, sql } from "drizzle-orm";
import { env } from "@/lib/env";
import { roleServices } from "@/lib/routing/role-service";
import { openStatuses } from "@/lib/schemas/job";
import * as services from "@/lib/services";
import { moves } from "./call-states";
import { builtStatement, ifChanged, placeholdersFor } from "./core/batch";
import type { Database } from "./core/client";

/**
 * Which assets jobs name. Their ids stand as `asset:<id>` in the JSON of jobs and calls: read there while a job is under
 * way, of which there are few; noted in `asset_uses` when it ends, so that nobody ever searches all jobs for an asset.
 */

/** Milliseconds. */
const temporary = () => Math.round(env().KEEP_TEMPORARY_HOURS * 3_600_000);

/** Milliseconds for which the result of a call `c` may be used again, as its service says. */
const reusable = sql`case c.service ${sql.join(
  [...Object.values(services), ...roleServices].map(({ id, cacheFor }) => sql`when ${id} then ${cacheFor * 1000}`),
  sql` `,
)} else 0 end`;

/**
 * The assets named by the jobs of a condition on `j`, and until when they are of use once the job has ended: what went in
 * and came out of it as long as the job itself is kept, what its calls made on the way as long as it may be used again,
 * and all else for some hours.
 */
const namedBy = (ofJobs: SQL, someHours = 0) => sql`
  select j.id as job_id, substr(t.value, 7) as asset_id, j.expires_at as until
    from jobs j, json_tree(json_array(json(j.input), json(j.output))) t
    where ${ofJobs} and t.type = 'text' and t.value like 'asset:%'
  union all
  select j.id, substr(t.value, 7), j.finished_at + ${someHours}
    from jobs j join calls c on c.job_id = j.id, json_tree(json_array(json(c.input), json(c.output))) t
    where ${ofJobs} and t.type = 'text' and t.value like 'asset:%'
  union all
  select j.id, substr(t.value, 7), min(j.expires_at, c.finished_at + ${reusable})
    from jobs j join calls c on c.job_id = j.id, json_tree(json(c.output)) t
    where ${ofJobs} and c.status in ('succeeded', 'cached') and t.type = 'text' and t.value like 'asset:%'`;

/** The ids of the assets that jobs under way name. */
export const namedByLiveJobs = sql`(select asset_id from (${namedBy(sql`j.status in ${openStatuses}`)}))`;

/** Notes how long an ended job needs what it names, as part of the batch that ends it. Nothing while the job has not ended. */
export function noteUses(db: Database, jobId: string) {
  const given = { jobId, temporary: temporary() };
  const { row } = placeholdersFor(given);
  const isEnded = sql`j.id = ${row.jobId} and j.finished_at is not null and j.expires_at is not null`;
  const ids = sql`(select ${row.jobId})`;
  return noting(db, "job", given, { isEnded, ids, temporary: row.temporary });
}

/** The same of all jobs of a batch that ended at this time. */
export function noteUsesOfBatch(db: Database, { batchId, at }: { batchId: string; at: number }) {
  const given = { batchId, at, temporary: temporary() };
  const { row } = placeholdersFor(given);
  const ofBatch = (of: SQL) =>
    sql`${of}.batch_id = ${row.batchId} and ${of}.status = 'cancelled' and ${of}.finished_at = ${row.at}`;
  const ids = sql`(select e.id from jobs e where ${ofBatch(sql`e`)})`;
  return noting(db, "batch", given, { isEnded: ofBatch(sql`j`), ids, temporary: row.temporary });
}

function noting(
  db: Database,
  what: string,
  given: Record<string, unknown>,
  { isEnded, ids, temporary }: { isEnded: SQL; ids: SQL; temporary: number },
) {
  const used = sql`select asset_id from asset_uses where job_id in ${ids}`;
  return [
    builtStatement(db, `note uses of a ${what}`, given, () =>
      db.run(sql`insert into asset_uses (asset_id, job_id, until)
        select n.asset_id, n.job_id, max(n.until)
          from (${namedBy(isEnded, temporary)}) n join assets a on a.id = n.asset_id
          where n.until is not null group by n.asset_id, n.job_id
        on conflict (asset_id, job_id) do update set until = max(until, excluded.until)`),
    ),
    builtStatement(db, `keep what a ${what} uses`, given, () =>
      db.run(sql`update assets set expires_at = max(coalesce(expires_at, 0), coalesce((
          select max(until) from asset_uses u where u.asset_id = assets.id and u.job_id in ${ids}), 0))
        where id in (${used})`),
    ),
  ] as const;
}

/**
 * Forgets what a removed job needed. The time of what no other job needs is over at once, but for an upload that its
 * owner may be about to name.
 */
export function forgetUses(db: Database, jobId: string, isGone: SQL) {
  return [
    db.run(sql`update assets set expires_at = min(expires_at, max(${Date.now()}, coalesce(held_until, 0), coalesce((
        select max(until) from asset_uses u where u.asset_id = assets.id and u.job_id <> ${jobId}), 0)))
      where id in (${usedBy(jobId)}) and ${isGone}`),
    db.run(sql`delete from asset_uses where job_id = ${jobId} and ${isGone}`),
  ] as const;
}

/**
 * Follows the statement that puts a job back in the queue: a finished call whose files were removed meanwhile does not
 * stand any more, and is made again.
 */
export const setAsideLostCalls = (db: Database, jobId: string) => setAside(db, sql`job_id = ${jobId} and ${ifChanged}`);

/** The same of all jobs of a batch that wait to be made again. */
export const setAsideLostCallsOfBatch = (db: Database, batchId: string) =>
  setAside(db, sql`job_id in (select id from jobs where batch_id = ${batchId} and status = 'held')`);

function setAside(db: Database, ofJobs: SQL) {
  const { from, to } = moves.setAside;
  return db.run(sql`update calls set status = ${to}, message = 'Its files were removed; it is made again.'
    where ${ofJobs} and status in ${from} and exists (
      select 1 from json_tree(calls.output) t where t.type = 'text' and t.value like 'asset:%'
        and length(t.value) = 42 and substr(t.value, 7) not in (select id from assets))`);
}

const usedBy = (jobId: string) => sql`select asset_id from asset_uses where job_id = ${jobId}`;
