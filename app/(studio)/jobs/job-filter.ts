import type { Job, JobStatus } from "@/lib/schemas/job";
import { statuses } from "../_ui/status-style";
import { asText } from "../make/schema-form";

/** The filter of the list; it is part of the page's address. */
export type JobFilter = { status?: JobStatus; model?: string; q?: string };

export function readFilter(search: URLSearchParams): JobFilter {
  return {
    status: statuses.find((status) => status === search.get("status")),
    model: search.get("model") || undefined,
    q: search.get("q") || undefined,
  };
}

export function filterSearch(filter: JobFilter): string {
  const given = Object.entries(filter).flatMap(([name, value]) => (value ? [[name, value]] : []));
  return new URLSearchParams(given).toString();
}

export const isFiltered = ({ status, model, q }: JobFilter) => Boolean(status || model || q);

/** Whether a changed job (still) matches the filter. Jobs in `found` match `q`: the server found them by it. */
export function matches(
  job: Pick<Job, "id" | "status" | "model" | "options">,
  { status, model, q }: JobFilter,
  found: ReadonlySet<string>,
): boolean {
  if ((status && job.status !== status) || (model && job.model !== model)) return false;
  if (!q || found.has(job.id)) return true;
  const texts = Object.values(job.options).map((value) => asText(value).toLowerCase());
  return texts.some((text) => text.includes(q.toLowerCase()));
}
