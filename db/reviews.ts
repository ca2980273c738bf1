import { and, eq, inArray } from "drizzle-orm";
import { writeTogether } from "./core/batch";
import { database } from "./core/client";
import { eventIfChanged } from "./events";
import { jobs } from "./schema";

/** Lets a job wait until a person has looked at what it has. Its run at the engine ends; nothing is held there. */
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
