/** The events that are stored and streamed, and those that the engine gets. */

/** Those that contain a whole job in a stream. */
export const jobEvents = ["job.created", "job.status", "job.completed", "job.failed", "job.cancelled"] as const;

/** `progress`: a step reported its progress; watchers receive it as a `step`. */
export type EventType = (typeof jobEvents)[number] | "job.deleted" | "batch.ended" | "step" | "progress";

/** The engine's events are hints: the data is in the database. This one starts a job. */
export const jobQueued = (model: string) => `job/queued.${model}`;
export const callAnswered = "call/answered";
export const jobCancelling = "job/cancelling";
/** The job ended without a result: the work it began must be cancelled. */
export const jobEnded = "job/ended";
export const deliveryDue = "delivery/due";
