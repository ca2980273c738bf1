import type { Client, GenerateBody, JobFilter, Resolution } from "@/lib/client";
import { ApiError } from "@/lib/client/api-error";
import { createClient } from "@/lib/client/client";
import type { UploadOptions } from "@/lib/client/upload";
import type { Job, Output, Quote } from "@/lib/schemas/job";
import type { JobSummaryList } from "@/lib/schemas/job-summary";
import type { BulkAction, BulkAnswer, ChangeJobBody, LibraryItem, LibraryList, Project } from "@/lib/schemas/keep";
import { basePath, withBase, withoutBase } from "@/server/http/base-path";
import { hereOf } from "../_ui/stable-url";
import { ApiProblem } from "./api-problem";

/** The studio uses only the public API: its own client, with the session cookie. */

export type { GenerateBody, Resolution } from "@/lib/client";

let client: Client | undefined;

/** Calls the API and converts errors to `ApiProblem`. An expired session leads to the sign-in page. */
export async function ask<T>(work: (api: Client) => Promise<T>): Promise<T> {
  client ??= createClient({ url: `${location.origin}${basePath}` });
  try {
    return await work(client);
  } catch (error) {
    throw error instanceof ApiError ? problemOf(error) : error;
  }
}

function problemOf({ status, message, errors, take, code }: ApiError): ApiProblem {
  if (status === 401) {
    const next = encodeURIComponent(withoutBase(location.pathname + location.search));
    location.assign(withBase(`/sign-in-needed?reason=over&next=${next}`));
  }
  if (status === 0) return new ApiProblem("unreachable");
  return code === "unknown"
    ? new ApiProblem("answered", status)
    : new ApiProblem({ said: message, code }, status, { errors, take });
}

export const getJob = (id: string) => ask((api) => api.job(id));
export const getSummary = (id: string) => ask((api) => api.summary(id));
export const listJobs = (filter: JobFilter): Promise<JobSummaryList> => ask((api) => api.jobs(filter));
/** Repeating it with the same `idempotencyKey` starts no second job. */
export const generate = (body: GenerateBody, idempotencyKey: string) =>
  ask((api) => api.generate(body, { idempotencyKey }));
export const quote = (body: GenerateBody) => ask((api) => api.quote(body));
const patch = <T>(path: string, body: object) => ask((api) => api.request<T>("PATCH", path, body));
export const changeJob = (id: string, change: ChangeJobBody) =>
  patch<Job>(`/v1/jobs/${encodeURIComponent(id)}`, change);
/** One action on many jobs, up to 200; each has its own answer. */
export const changeJobs = (body: { ids: string[]; action: BulkAction; project?: string | null }) =>
  ask((api) => api.request<BulkAnswer>("POST", "/v1/jobs/bulk", body));
export const listProjects = () => ask((api) => api.request<{ data: Project[] }>("GET", "/v1/projects"));
export const renameProject = (from: string, to: string) =>
  ask((api) => api.request<Project>("POST", "/v1/projects/rename", { from, to }));
export const listFiles = (filter: Record<string, string>) =>
  ask((api) => api.request<LibraryList>("GET", `/v1/library?${new URLSearchParams(filter)}`));
export const getFile = (id: string) =>
  ask((api) => api.request<LibraryItem>("GET", `/v1/library/${encodeURIComponent(id)}`));
export const changeFile = (id: string, change: { starred?: boolean; name?: string | null }) =>
  patch<LibraryItem>(`/v1/library/${encodeURIComponent(id)}`, change);
export const deleteFile = (id: string) =>
  ask((api) => api.request<void>("DELETE", `/v1/library/${encodeURIComponent(id)}`));
export const cancelJob = (id: string) => ask((api) => api.cancel(id));
export const retryJob = (id: string) => ask((api) => api.retry(id));
export const continueJob = (id: string) => ask((api) => api.continue(id));
export const approveJob = (id: string) => ask((api) => api.approve(id));
export const retakeStep = (id: string, step: string, changes: Record<string, unknown>): Promise<Job> =>
  ask((api) => api.retake(id, step, changes));
export const retakeSteps = (id: string, steps: string[], candidates: number): Promise<Job> =>
  ask((api) => api.retakeSteps(id, steps, { candidates }));
/** Gives a step a result by hand. */
export const editStep = (id: string, step: string, output: Record<string, unknown>) =>
  ask((api) => api.edit(id, step, output));
export const getScript = (id: string) => ask((api) => api.script(id));
export const getStoryboard = (id: string) => ask((api) => api.storyboard(id));
export const chooseTake = (id: string, step: string, take: number) => ask((api) => api.choose(id, step, take));
export const resolveStep = (id: string, step: string, resolution: Resolution) =>
  ask((api) => api.resolve(id, step, resolution));
const dryRun = (id: string, path: string, body?: unknown) =>
  ask((api) => api.request<Quote>("POST", `/v1/jobs/${encodeURIComponent(id)}/${path}?dry_run=true`, body));
const ofStep = (step: string) => `steps/${encodeURIComponent(step)}`;
/** The steps and the cost of continuing a job; starts nothing. */
export const quoteRetry = (id: string) => dryRun(id, "retry");
export const quoteContinue = (id: string) => dryRun(id, "continue");
export const quoteRetake = (id: string, step: string, candidates: number) =>
  dryRun(id, `${ofStep(step)}/retake`, { candidates });
export const quoteRetakes = (id: string, steps: string[], candidates: number) =>
  dryRun(id, "retake", { steps, candidates });
/** What an edit changes, with all steps that depend on it. */
export const quoteEdit = (id: string, step: string, output: Record<string, unknown>) =>
  dryRun(id, `${ofStep(step)}/edit`, { output, continue: true });
/** `continue`: with all steps that depend on it. */
export const quoteChoice = (id: string, step: string, take: number, more: { continue?: true } = {}) =>
  dryRun(id, `${ofStep(step)}/choose`, { take, ...more });
export const jobArchive = (id: string) => withBase(`/v1/jobs/${encodeURIComponent(id)}/archive.zip`);
export const jobStill = (id: string, seconds: number) =>
  withBase(`/v1/jobs/${encodeURIComponent(id)}/thumbnail?width=1920&time=${seconds.toFixed(3)}`);
export const allEvents = withBase("/v1/events?fields=summary");
export const jobEvents = (id: string) => withBase(`/v1/jobs/${encodeURIComponent(id)}/events?follow=true`);

export async function signOut(): Promise<void> {
  await fetch(withBase("/api/sign-out"), { method: "POST" });
  location.assign(withBase("/sign-in-needed"));
}

/** A file of the studio's own, as if a person had chosen it. */
export async function fileAt(url: string): Promise<File> {
  const response = await fetch(url);
  if (!response.ok) throw new ApiProblem("noSample", response.status);
  const blob = await response.blob();
  return new File([blob], url.split("/").at(-1) ?? "sample", { type: blob.type });
}

/** A stored file as `read` reads it. */
async function stored<T>(url: string, read: (response: Response) => Promise<T>): Promise<T> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(30_000) });
    if (!response.ok) throw new ApiProblem("answered", response.status);
    return await read(response);
  } catch (reason) {
    throw reason instanceof ApiProblem ? reason : new ApiProblem("unreachable");
  }
}

export const textOf = (file: Output): Promise<string> => stored(hereOf(file.url), (response) => response.text());
export const stillOf = (job: string, seconds: number): Promise<Blob> =>
  stored(jobStill(job, seconds), (response) => response.blob());

/** Uploads a file and reports its progress. */
export const upload = (file: File, options: UploadOptions & { signal: AbortSignal }): Promise<Output> =>
  ask((api) => api.upload(file, options)).catch((error: unknown) => {
    throw options.signal.aborted ? new ApiProblem("stopped") : error;
  });
