import type { LiveSummary } from "../_data/apply-event";

/** A job as the lists know it. */
export type ListedJob = LiveSummary;
