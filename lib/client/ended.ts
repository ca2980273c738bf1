import type { Job } from "../job";

/** Whether a job is over. Types alone come from the schemas, so that a browser need not load them. */
export const hasEnded = ({ status }: Pick<Job, "status">) => /^(completed|failed|cancelled)$/.test(status);
