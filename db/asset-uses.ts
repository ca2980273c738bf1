import { type SQL, sql } from "drizzle-orm";
import { env } from "@/lib/env";
import { jobStatuses, terminalStatuses } from "@/lib/job";
import { ifChanged } from "./changes";
import type { Database } from "./client";

/**
 * Which assets jobs name. Their ids stand as `asset:<id>` in the JSON of jobs and calls: read there while a job is under
 * way, of which there are few; noted in `asset_uses` when it ends, so that nobody ever searches all jobs for an asset.
 */

/** The assets named by the jobs of a condition on `j`: what went in and came out of a job, or of its calls on the way. */
const namedBy = (ofJobs: SQL) => sql`
  select j.id as job_id, substr(t.value, 7) as asset_id, 1 as is_final
    from jobs j, json_tree(json_array(json(j.input), json(j.output))) t
    where ${ofJobs} and t.type = 'text' and t.value like 'asset:%'
  union all
  select j.id, substr(t.value, 7), 0
    from jobs j join calls c on c.job_id = j.id, json_tree(json_array(json(c.input), json(c.output))) t
    where ${ofJobs} and t.type = 'text' and t.value like 'asset:%'`;

/** Milliseconds. */
const temporary = () => Math.round(env().KEEP_TEMPORARY_HOURS * 3_600_000);

const live = jobStatuses.filter((status) => !terminalStatuses.includes(status));

/** The ids of the assets that jobs under way name. */
export const namedByLiveJobs = sql`(select asset_id from (${namedBy(sql`j.status in ${live}`)}))`;

/**
 * Notes how long an ended job needs what it names, as part of the batch that ends it: its inputs and its result as long
 * as the job itself is kept, what its calls made on the way for some hours. Nothing while the job has not ended.
 */
export function noteUses(db: Database, jobId: string) {
  const ofJob = sql`j.id = ${jobId} and j.finished_at is not null and j.expires_at is not null`;
  return [
    db.run(sql`insert into asset_uses (asset_id, job_id, until)
      select n.asset_id, n.job_id, max(case n.is_final when 1 then j.expires_at else j.finished_at + ${temporary()} end)
        from (${namedBy(ofJob)}) n join jobs j on j.id = n.job_id join assets a on a.id = n.asset_id
        where true group by n.asset_id, n.job_id
      on conflict (asset_id, job_id) do update set until = max(until, excluded.until)`),
    db.run(sql`update assets set expires_at = max(coalesce(expires_at, 0), (${usedUntil(jobId)}))
      where id in (${usedBy(jobId)})`),
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
export function setAsideLostCalls(db: Database, jobId: string) {
  return db.run(sql`update calls set status = 'skipped', message = 'Its files were removed; it is made again.'
    where job_id = ${jobId} and status in ('succeeded', 'cached') and ${ifChanged} and exists (
      select 1 from json_tree(calls.output) t where t.type = 'text' and t.value like 'asset:%'
        and length(t.value) = 42 and substr(t.value, 7) not in (select id from assets))`);
}

const usedBy = (jobId: string) => sql`select asset_id from asset_uses where job_id = ${jobId}`;
const usedUntil = (jobId: string) =>
  sql`select until from asset_uses u where u.asset_id = assets.id and u.job_id = ${jobId}`;
