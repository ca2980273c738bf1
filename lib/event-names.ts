/** The events that are stored and streamed, and those that the engine gets. */

/** Those that contain a whole job in a stream. */
export const jobEvents = ["job.created", "job.status", "job.completed", "job.failed", "job.cancelled"] as const;

/** `progress`: a step reported its progress; watchers receive it as a `step`. */
export type EventType = (typeof jobEvents)[number] | "job.deleted" | "batch.ended" | "step" | "progress";

/** The engine's events are hints: the data is in the database. This one starts a job. */
export const jobQueued = (model: string) => `job/queued.${model}` as const;
export const callAnswered = "call/answered";
export const jobCancelling = "job/cancelling";
/** The job ended without a result: the work it began must be cancelled. */
export const jobEnded = "job/ended";
export const deliveryDue = "delivery/due";

/**
 * What each of them contains. Stored events may be of an earlier version, which did not write `starts` (which start of the
 * job it is) and `round`.
 */
export type EngineData = {
  [queued: ReturnType<typeof jobQueued>]: { jobId: string; priority?: number; starts?: number };
  [callAnswered]: { callId: string };
  [jobCancelling]: { jobId: string };
  [jobEnded]: { jobId: string; status: string };
  [deliveryDue]: { deliveryId: string; round?: number };
};
