import type { z } from "zod";
import type { JobRow } from "@/db/jobs";
import type { Key } from "@/db/keys";
import type { Quote } from "@/lib/schemas/job";
import type { retakeRequest } from "@/lib/schemas/retake";
import { type Next, quoteNext, restartJob, retaken } from "./retake";

type Asked = z.output<typeof retakeRequest>;

/** Makes a new take of several steps in one run, with one reservation of their price. Throws as one retake does. */
export const retakeSteps = async (job: JobRow, asked: Asked, key: Key): Promise<JobRow> =>
  restartJob(job, await retakenTogether(job, asked), key);

/** What that would run and cost. Throws the same Problems. */
export const quoteRetakes = async (job: JobRow, asked: Asked): Promise<Quote> =>
  quoteNext(job, await retakenTogether(job, asked));

async function retakenTogether(job: JobRow, { steps, candidates, continue: continues }: Asked): Promise<Next> {
  const next: Next = { changes: job.changes, rows: [], only: steps };
  for (const step of steps) {
    const one = await retaken({ ...job, changes: next.changes }, step, { candidates, continue: continues });
    next.changes = one.changes;
    next.rows = one.rows;
    if (one.only === null) next.only = null;
  }
  return next;
}
