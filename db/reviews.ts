import { and, eq, inArray, sql } from "drizzle-orm";
import { writeTogether } from "./core/batch";
import { database } from "./core/client";
import { noticesIfAsked, type Told } from "./deliveries";
import { eventIfChanged } from "./events";
import type { JobRow } from "./jobs";
import { chargedSoFar } from "./limits";
import { jobs } from "./schema";

/**
 * Pauses a job until a person has reviewed it; returns the notifications to send. Its run at the engine ends, so the
 * engine holds nothing meanwhile. `ahead`: the plan of what comes next, and its price in millionths; what it does not need
 * is no longer reserved.
 */
export async function awaitReview(
  job: Pick<JobRow, "id" | "keyId" | "notify">,
  key: string,
  ahead: Pick<JobRow, "plan"> & { estimated: number },
): Promise<Told[]> {
  const db = await database();
  const { id: jobId } = job;
  const { statements, deliveries } = noticesIfAsked(db, job, { status: "awaiting_review", error: null });
  const changed = await writeTogether([
    db
      .update(jobs)
      .set({
        ...{ status: "awaiting_review", awaiting: key, plan: ahead.plan },
        costEstimated: sql`min(${jobs.costEstimated}, ${chargedSoFar(jobId)} + ${ahead.estimated})`,
      })
      .where(and(eq(jobs.id, jobId), inArray(jobs.status, ["queued", "running"]))),
    eventIfChanged(db, { jobId, type: "job.status" }),
    ...statements,
  ]);
  return changed ? deliveries : [];
}
