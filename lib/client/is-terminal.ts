import type { Job } from "../schemas/job";

/** Whether a job is over. Types alone come from the schemas, so that a browser need not load them. */
export const hasEnded = ({ status }: Pick<Job, "status">) => /^(completed|failed|cancelled)$/.test(status);
