import type { JobFilter as ApiFilter } from "@/lib/client";
import { tellingOptions } from "@/lib/job-title";
import type { Job, JobStatus } from "@/lib/schemas/job";
import { statuses } from "../_ui/status-style";

/** The filter of the list; it is part of the page's address. Days are those of the browser, such as 2026-11-27. */
export type JobFilter = {
  status?: JobStatus;
  needs?: "you";
  starred?: "yes";
  model?: string;
  project?: string;
  owner?: string;
  from?: string;
  to?: string;
  q?: string;
};

export function readFilter(search: URLSearchParams): JobFilter {
  const text = (name: string) => search.get(name) || undefined;
  const day = (name: string) => {
    const given = text(name);
    return given && !Number.isNaN(startOf(given).getTime()) ? given : undefined;
  };
  return {
    status: statuses.find((status) => status === search.get("status")),
    needs: search.get("needs") === "you" ? "you" : undefined,
    starred: search.get("starred") === "yes" ? "yes" : undefined,
    model: text("model"),
    project: text("project"),
    owner: text("owner"),
    from: day("from"),
    to: day("to"),
    q: text("q"),
  };
}

export function filterSearch(filter: JobFilter): string {
  const given = Object.entries(filter).flatMap(([name, value]) => (value ? [[name, value]] : []));
  return new URLSearchParams(given).toString();
}

export const isFiltered = (filter: JobFilter) => Object.values(filter).some(Boolean);

const startOf = (day: string) => new Date(`${day}T00:00:00`);

function endOf(day: string): Date {
  const end = startOf(day);
  end.setDate(end.getDate() + 1);
  return end;
}

/** The filter as the API takes it. */
export const apiFilter = ({ needs, starred, from, to, ...same }: JobFilter): ApiFilter => ({
  ...same,
  needsYou: needs && "true",
  starred: starred && "true",
  createdAfter: from && startOf(from).toISOString(),
  createdBefore: to && endOf(to).toISOString(),
});

type Told = Pick<
  Job,
  "id" | "status" | "model" | "options" | "title" | "starred" | "project" | "keyId" | "createdAt" | "error"
>;

/** Whether a job waits for a person, as far as its state tells. A running one may have an unconfirmed step, too. */
export const needsPerson = ({ status, error }: Pick<Job, "status" | "error">) =>
  status === "awaiting_review" || (status === "failed" && error?.retryable === true);

/** Whether a changed job (still) matches the filter. The server found the jobs in `found` by what only it can tell. */
export function matches(job: Told, filter: JobFilter, found: ReadonlySet<string>): boolean {
  const { status, needs, starred, model, project, owner, from, to, q } = filter;
  if ((status && job.status !== status) || (model && job.model !== model) || (starred && !job.starred)) return false;
  if ((project && job.project !== project) || (owner && job.keyId !== owner)) return false;
  const at = Date.parse(job.createdAt);
  if ((from && at < startOf(from).getTime()) || (to && at >= endOf(to).getTime())) return false;
  if (needs && !needsPerson(job) && !(job.status === "running" && found.has(job.id))) return false;
  if (!q || found.has(job.id)) return true;
  const texts = [job.title, ...tellingOptions.map((name) => job.options[name])];
  return texts.some((text) => typeof text === "string" && text.toLowerCase().includes(q.toLowerCase()));
}
