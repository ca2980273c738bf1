import type { JobRow } from "@/db/jobs";
import { safeFileName } from "@/lib/media/file-name";

/** The name of what is saved of a job, without its extension: its title, else its model and id. */
export const nameOfJob = ({ title, model, id }: Pick<JobRow, "title" | "model" | "id">): string =>
  (title && safeFileName(title)) || `${model}-${id}`;
