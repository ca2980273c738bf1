import type { Job } from "../schemas/job";

/** Whether a job has ended. Imports only types from the schemas, so that browsers need not load them. */
export const hasEnded = ({ status }: Pick<Job, "status">) => /^(completed|failed|cancelled)$/.test(status);
