import { type SQL, sql } from "drizzle-orm";
import { env } from "@/lib/env";
import { roleServices } from "@/lib/routing/role-service";
import { openStatuses } from "@/lib/schemas/job";
import * as services from "@/lib/services";
import { moves } from "./call-states";
import { builtStatement, ifChanged, placeholdersFor } from "./core/batch";
import type { Database } from "./core/client";

/**
 * Which assets jobs use. The JSON of jobs and calls names assets as `asset:<id>`. Queries read it for the few running
 * jobs; when a job ends, its assets are copied to `asset_uses`, so that no query searches all jobs for an asset.
 */

/** Milliseconds. */
const temporary = () => Math.round(env().KEEP_TEMPORARY_HOURS * 3_600_000);

/** Milliseconds for which the result of a call `c` may be reused: its service's `cacheFor`. */
const reusable = sql`case c.service ${sql.join(
  [...Object.values(services), ...roleServices].map(({ id, cacheFor }) => sql`when ${id} then ${cacheFor * 1000}`),
  sql` `,
)} else 0 end`;

/**
 * The assets named by the jobs that match a condition on `j`, and until when an ended job needs them: its own input and
 * output until the job expires, results of its calls as long as they may be reused, everything else for `someHours`.
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

/** The ids of the assets that unfinished jobs name. */
export const namedByLiveJobs = sql`(select asset_id from (${namedBy(sql`j.status in ${openStatuses}`)}))`;

/** Stores how long an ended job needs its assets, in the batch that ends it. Changes nothing while the job has not ended. */
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
 * Deletes the uses of removed jobs, given as a subquery of their ids. Assets that no other job needs expire at once,
 * except recent uploads: their owner may be about to submit a job with them.
 */
export function forgetUses(db: Database, gone: SQL) {
  return [
    db.run(sql`update assets set expires_at = min(expires_at, max(${Date.now()}, coalesce(held_until, 0), coalesce((
        select max(until) from asset_uses u where u.asset_id = assets.id and u.job_id not in ${gone}), 0)))
      where id in (select asset_id from asset_uses where job_id in ${gone})`),
    db.run(sql`delete from asset_uses where job_id in ${gone}`),
  ] as const;
}

/**
 * Must follow the statement that requeues a job. Skips finished calls whose files have been deleted in the meantime, so
 * that they run again.
 */
export const setAsideLostCalls = (db: Database, jobId: string) => setAside(db, sql`job_id = ${jobId} and ${ifChanged}`);

/** The same of all jobs of a batch that wait to be made again. */
export const setAsideLostCallsOfBatch = (db: Database, batchId: string) =>
  setAside(db, sql`job_id in (select id from jobs where batch_id = ${batchId} and status = 'held')`);

function setAside(db: Database, ofJobs: SQL) {
  const { from, to } = moves.setAside;
  return db.run(sql`update calls set status = ${to}, message = 'Its files were deleted, so the step runs again.'
    where ${ofJobs} and status in ${from} and exists (
      select 1 from json_tree(calls.output) t where t.type = 'text' and t.value like 'asset:%'
        and length(t.value) = 42 and substr(t.value, 7) not in (select id from assets))`);
}
