/** The events that are stored and streamed. */

/** Those that contain a whole job in a stream. */
export const jobEvents = ["job.created", "job.status", "job.completed", "job.failed", "job.cancelled"] as const;

/** `progress`: a step reported its progress; watchers receive it as a `step`. */
export type EventType = (typeof jobEvents)[number] | "job.deleted" | "batch.ended" | "step" | "progress";
