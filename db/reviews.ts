import { and, eq, inArray } from "drizzle-orm";
import { writeTogether } from "./core/batch";
import { database } from "./core/client";
import { eventIfChanged } from "./events";
import { jobs } from "./schema";

/** Pauses a job until a person has reviewed it. Its run at the engine ends, so the engine holds nothing meanwhile. */
export async function awaitReview(jobId: string, key: string): Promise<void> {
  const db = await database();
  await writeTogether([
    db
      .update(jobs)
      .set({ status: "awaiting_review", awaiting: key })
      .where(and(eq(jobs.id, jobId), inArray(jobs.status, ["queued", "running"]))),
    eventIfChanged(db, { jobId, type: "job.status" }),
  ]);
}
