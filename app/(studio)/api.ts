import type { Job, JobList, JobStatus, MediaType, Model, Output, ProblemBody, StepAction } from "@/lib/job";
import { ApiProblem } from "./api-problem";

/** The studio's only way to the server: the public API, with the session cookie. */

export type GenerateBody = {
  model: string;
  input: { type: MediaType; url: string }[];
  options: Record<string, unknown>;
};

/** What a person decides about a step of which nobody knows whether the service took it. */
export type Resolution =
  | { action: Exclude<StepAction, "adopt"> }
  | { action: Extract<StepAction, "adopt">; serviceJobId: string };

/** What of the list of jobs is wanted; `q` is looked for in what the caller wrote. */
export type JobQuery = { status?: JobStatus; model?: string; q?: string; limit: number; after?: string };

export const listModels = () => ask<{ data: Model[] }>("/v1/models").then((list) => list.data);
export const getJob = (id: string) => ask<Job>(`/v1/jobs/${encodeURIComponent(id)}`);
export const listJobs = (query: JobQuery) => {
  const given = Object.entries(query).flatMap(([name, value]) => (value ? [[name, String(value)]] : []));
  return ask<JobList>(`/v1/jobs?${new URLSearchParams(given)}`);
};
export const generate = (body: GenerateBody) => post<Job>("/v1/generate", body);
export const cancelJob = (id: string) => post<Job>(`/v1/jobs/${encodeURIComponent(id)}/cancel`);
export const retryJob = (id: string) => post<Job>(`/v1/jobs/${encodeURIComponent(id)}/retry`);
export const resolveStep = (id: string, step: string, resolution: Resolution) =>
  post<Job>(`/v1/jobs/${encodeURIComponent(id)}/steps/${encodeURIComponent(step)}/resolve`, resolution);
export const jobEvents = (id: string) => `/v1/jobs/${encodeURIComponent(id)}/events`;
export const allEvents = "/v1/events";

export async function signOut(): Promise<void> {
  await fetch("/api/sign-out", { method: "POST" });
  location.assign("/sign-in-needed");
}

export async function sampleFile(): Promise<File> {
  const response = await fetch("/sample.jpg");
  if (!response.ok) throw new ApiProblem("noSample", response.status);
  return new File([await response.blob()], "sample.jpg", { type: "image/jpeg" });
}

/** Streams one file up; XMLHttpRequest because fetch tells no upload progress. */
export function upload(file: File, onProgress: (done: number) => void, signal: AbortSignal): Promise<Output> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/v1/uploads");
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.upload.onprogress = (event) => onProgress(event.total ? event.loaded / event.total : 0);
    request.onload = () => {
      if (request.status < 300) resolve(JSON.parse(request.responseText));
      else reject(problemFrom(request.status, request.responseText));
    };
    request.onerror = () => reject(unreachable());
    request.onabort = () => reject(new ApiProblem("stopped"));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

function post<T>(path: string, body?: unknown): Promise<T> {
  return ask<T>(path, {
    method: "POST",
    headers: body === undefined ? undefined : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
}

async function ask<T>(path: string, init?: RequestInit): Promise<T> {
  const response = await fetch(path, { ...init, cache: "no-store" }).catch(() => {
    throw unreachable();
  });
  if (!response.ok) throw problemFrom(response.status, await response.text());
  return response.json();
}

const unreachable = () => new ApiProblem("unreachable");

function problemFrom(status: number, text: string): ApiProblem {
  if (status === 401) location.assign("/sign-in-needed");
  try {
    const body: Partial<ProblemBody> = JSON.parse(text);
    const said = body.detail || body.title;
    return said ? new ApiProblem({ said }, status, body.errors) : new ApiProblem("answered", status);
  } catch {
    return new ApiProblem("answered", status);
  }
}
