import type { Job, Step, Take } from "@/lib/schemas/job";

/** What happened to a job, from what its steps keep. */
export type LogEntry = { at: string } & (
  | { what: "submitted" | "began" | "ended" }
  | { what: "sent" | "done"; step: Step }
  | { what: "tried"; step: Step; tried: Step["tried"][number] }
  | { what: "take"; step: Step; take: Take }
);

/** An end is the cause of the starts of the same moment, except of the job's own. */
const rank = { submitted: 0, began: 1, tried: 2, take: 2, done: 3, sent: 4, ended: 5 };

/** A job's log, oldest first. Of what happened at once, the cause comes first. */
export function logOf(job: Job): LogEntry[] {
  const entries: LogEntry[] = [{ at: job.createdAt, what: "submitted" }];
  if (job.startedAt) entries.push({ at: job.startedAt, what: "began" });
  for (const step of job.steps) {
    for (const take of step.takes)
      if (!take.chosen && take.finishedAt) entries.push({ at: take.finishedAt, what: "take", step, take });
    if (step.startedAt) entries.push({ at: step.startedAt, what: "sent", step });
    for (const tried of step.tried) entries.push({ at: tried.at, what: "tried", step, tried });
    if (step.finishedAt) entries.push({ at: step.finishedAt, what: "done", step });
  }
  if (job.finishedAt) entries.push({ at: job.finishedAt, what: "ended" });
  return entries.sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || rank[a.what] - rank[b.what]);
}
