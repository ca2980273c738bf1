import { and, eq, inArray, isNotNull, isNull, lte, sql } from "drizzle-orm";
import { terminalStatuses } from "@/lib/schemas/job";
import { ifChanged, writeAll, writeTogether } from "./core/batch";
import { database } from "./core/client";
import { eventIfChanged } from "./events";
import type { JobRow } from "./jobs";
import { idempotency, jobs } from "./schema";

/** How a person keeps jobs in order: title, star, project, and deleting with a way back. */

export type JobMarks = Partial<Pick<JobRow, "title" | "starred" | "project">>;

/** False when the job was deleted meanwhile. */
export async function markJob(id: string, marks: JobMarks): Promise<boolean> {
  const db = await database();
  return writeTogether([
    db
      .update(jobs)
      .set(marks)
      .where(and(eq(jobs.id, id), isNull(jobs.deletedAt))),
    eventIfChanged(db, { jobId: id, type: "job.status" }),
  ]);
}

/** Hides an ended job. False when it runs or is hidden already. Its Idempotency-Key may start another job from then on. */
export async function hideJob(id: string): Promise<boolean> {
  const db = await database();
  return writeTogether([
    db
      .update(jobs)
      .set({ deletedAt: new Date() })
      .where(and(eq(jobs.id, id), inArray(jobs.status, [...terminalStatuses]), isNull(jobs.deletedAt))),
    eventIfChanged(db, { jobId: id, type: "job.deleted" }),
    db.delete(idempotency).where(sql`job_id = ${id} and ${ifChanged}`),
  ]);
}

/** Shows a deleted job again. False when it is not deleted, or its files are being removed. */
export async function restoreJob(id: string): Promise<boolean> {
  const db = await database();
  return writeTogether([
    db
      .update(jobs)
      .set({ deletedAt: null })
      .where(and(eq(jobs.id, id), isNotNull(jobs.deletedAt))),
    eventIfChanged(db, { jobId: id, type: "job.status" }),
  ]);
}

/** The ids of some jobs that were deleted before a time. */
export async function jobsDeletedBefore(time: Date, limit = 100): Promise<string[]> {
  const db = await database();
  const rows = await db.select({ id: jobs.id }).from(jobs).where(lte(jobs.deletedAt, time)).limit(limit);
  return rows.map(({ id }) => id);
}

const ofKey = (keyId: string | undefined) => (keyId === undefined ? undefined : eq(jobs.keyId, keyId));

/** The names of projects and how many jobs each has, of one key or of all. */
export async function listProjects(keyId: string | undefined): Promise<{ name: string; jobs: number }[]> {
  const db = await database();
  const rows = await db
    .select({ name: jobs.project, jobs: sql<number>`count(*)` })
    .from(jobs)
    .where(and(ofKey(keyId), sql`project is not null and deleted_at is null`))
    .groupBy(jobs.project)
    .orderBy(jobs.project)
    .limit(mostProjects);
  return rows.flatMap(({ name, jobs }) => (name === null ? [] : [{ name, jobs }]));
}

const mostProjects = 1000;

/** Gives all jobs of a project another project; returns how many had it. Deleted jobs come back with the new name. */
export async function renameProject(given: { from: string; to: string; keyId?: string }): Promise<number> {
  const db = await database();
  const isIn = and(eq(jobs.project, given.from), ofKey(given.keyId));
  const changed = await writeAll([
    db.run(sql`insert into events (job_id, key_id, batch_id, type)
      select id, key_id, batch_id, 'job.status' from jobs where ${isIn} and deleted_at is null`),
    db.update(jobs).set({ project: given.to }).where(and(isIn, sql`deleted_at is null`)),
    db.update(jobs).set({ project: given.to }).where(and(isIn, sql`deleted_at is not null`)),
  ]);
  return changed[1] ?? 0;
}
