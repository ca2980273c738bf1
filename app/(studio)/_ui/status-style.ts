import type { JobStatus, StepStatus } from "@/lib/schemas/job";

export type Tone = "calm" | "busy" | "good" | "bad";

/** The style of a job's state; its name is the message `status.job.…`. `ended`: the state is final. */
export const jobLooks: Record<JobStatus, { tone: Tone; ended: boolean }> = {
  queued: { tone: "calm", ended: false },
  running: { tone: "busy", ended: false },
  awaiting_review: { tone: "busy", ended: false },
  cancelling: { tone: "calm", ended: false },
  completed: { tone: "good", ended: true },
  failed: { tone: "bad", ended: true },
  cancelled: { tone: "calm", ended: true },
};

/** Derived from the table: importing the schemas of `lib/schemas/job.ts` would load zod in the browser. */
export const statuses = Object.keys(jobLooks) as JobStatus[];

/** `phase`: before the work, during it, done with a result, or over without one. */
export const stepLooks: Record<StepStatus, { tone: Tone; phase: "ahead" | "now" | "done" | "over" }> = {
  pending: { tone: "calm", phase: "ahead" },
  submitting: { tone: "busy", phase: "now" },
  unconfirmed: { tone: "busy", phase: "now" },
  waiting: { tone: "busy", phase: "now" },
  retrying: { tone: "busy", phase: "now" },
  storing: { tone: "busy", phase: "now" },
  succeeded: { tone: "good", phase: "done" },
  cached: { tone: "good", phase: "done" },
  failed: { tone: "bad", phase: "over" },
  cancelled: { tone: "calm", phase: "over" },
  skipped: { tone: "calm", phase: "over" },
};
