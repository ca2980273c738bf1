import type { JobStatus, StepStatus } from "@/lib/job";

export type Tone = "calm" | "busy" | "good" | "bad";

/** `ended`: nothing will change any more. */
export const jobWords: Record<JobStatus, { label: string; tone: Tone; ended: boolean }> = {
  queued: { label: "In the queue", tone: "calm", ended: false },
  running: { label: "Running", tone: "busy", ended: false },
  awaiting_review: { label: "Waits for your review", tone: "busy", ended: false },
  cancelling: { label: "Cancelling", tone: "calm", ended: false },
  completed: { label: "Finished", tone: "good", ended: true },
  failed: { label: "Failed", tone: "bad", ended: true },
  cancelled: { label: "Cancelled", tone: "calm", ended: true },
};

/** `phase`: is it ahead of us, going on, done with a result, or over without one. */
export const stepWords: Record<StepStatus, { label: string; tone: Tone; phase: "ahead" | "now" | "done" | "over" }> = {
  pending: { label: "Not yet", tone: "calm", phase: "ahead" },
  submitting: { label: "Being sent", tone: "busy", phase: "now" },
  ambiguous: { label: "Sent, waiting for a sign", tone: "busy", phase: "now" },
  waiting: { label: "Being made", tone: "busy", phase: "now" },
  retrying: { label: "Trying again", tone: "busy", phase: "now" },
  keeping: { label: "Being saved", tone: "busy", phase: "now" },
  succeeded: { label: "Done", tone: "good", phase: "done" },
  cached: { label: "Used again", tone: "good", phase: "done" },
  failed: { label: "Failed", tone: "bad", phase: "over" },
  cancelled: { label: "Cancelled", tone: "calm", phase: "over" },
  skipped: { label: "Not needed", tone: "calm", phase: "over" },
};
