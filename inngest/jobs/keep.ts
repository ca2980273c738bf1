import { deleteJobs } from "@/db/delete-jobs";
import { prioritize } from "@/db/job-priority";
import { findJob, type JobRow } from "@/db/jobs";
import { hideJob, markJob, restoreJob } from "@/db/keep-jobs";
import { env } from "@/lib/env";
import { fieldProblem, Problem } from "@/lib/errors";
import * as roles from "@/lib/roles";
import { specialList } from "@/lib/routing/lists";
import { isTerminal, shownStatus } from "@/lib/schemas/job";
import type { BulkAction, ChangeJob } from "@/lib/schemas/keep";
import { sendSoon } from "../event-outbox";
import { stopJob } from "./approve";

/** What a person does to keep jobs in order. Each changes one job, or throws a Problem and changes nothing. */

export async function changeJob(job: JobRow, { priority, ...marks }: ChangeJob): Promise<JobRow> {
  if (priority !== undefined && priority !== job.priority) await changePriority(job, priority);
  if (Object.keys(marks).length > 0 && !(await markJob(job.id, marks))) throw gone();
  return (await findJob(job.id)) ?? job;
}

async function changePriority(job: JobRow, priority: JobRow["priority"]): Promise<void> {
  if (isTerminal(job.status)) throw notOpen(job);
  const changed = Object.values(roles).find(
    ({ id }) => specialList(id, { priority }) !== specialList(id, { priority: job.priority }),
  );
  if (changed) {
    const detail = `Jobs of priority "${priority}" have other providers of ${changed.id} than those of "${job.priority}", so the price of this job would change. Cancel it and submit it with the new priority.`;
    throw fieldProblem("conflict", "/priority", detail);
  }
  const event = await prioritize(job, priority);
  if (event === false) throw notOpen((await findJob(job.id)) ?? job);
  if (event) sendSoon(event);
}

const notOpen = ({ status }: JobRow) =>
  fieldProblem("conflict", "/priority", `The job is ${shownStatus(status)}, so it has no place in the queue.`);
const gone = () => new Problem("not_found", "The job was deleted meanwhile.");

/** Deletes an ended job: it can be restored for `KEEP_DELETED_HOURS`. */
export async function deleteJob(job: JobRow): Promise<void> {
  if (job.deletedAt) return;
  // The status is checked twice, since a retry may come in between.
  const isDone =
    isTerminal(job.status) && (env().KEEP_DELETED_HOURS > 0 ? await hideJob(job.id) : await deleteJobs([job.id]));
  if (isDone || (await findJob(job.id))?.deletedAt) return;
  throw new Problem("conflict", "The job is still running. Cancel it first.");
}

/** Shows a deleted job again; a job that is not deleted stays as it is. */
export async function restore(job: JobRow): Promise<JobRow> {
  if (job.deletedAt) await restoreJob(job.id);
  const now = await findJob(job.id);
  if (!now) throw new Problem("not_found", "The job was deleted too long ago: its files are gone.");
  return now;
}

/** One action of many on a job. `project` is set for `move`. */
export async function act(job: JobRow, action: BulkAction, project: string | null): Promise<void> {
  if (action === "restore") return void (await restore(job));
  if (action === "delete") return deleteJob(job);
  if (job.deletedAt) throw new Problem("not_found", "The job was deleted. Restore it first.");
  if (action === "cancel") return void (await stopJob(job));
  const marks = action === "move" ? { project } : { starred: action === "star" };
  if (!(await markJob(job.id, marks))) throw gone();
}
