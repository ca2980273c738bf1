import type { Job, JobList, MediaType, Model, Output, ProblemBody, StepAction } from "@/lib/job";

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

/** A refusal; `errors` name the fields as JSON pointers into the request. Status 0: the server was not reached. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly errors: ProblemBody["errors"];

  constructor(status: number, detail: string, errors: ProblemBody["errors"] = []) {
    super(detail);
    this.name = "ApiProblem";
    this.status = status;
    this.errors = errors;
  }
}

export const listModels = () => ask<{ data: Model[] }>("/v1/models").then((list) => list.data);
export const getJob = (id: string) => ask<Job>(`/v1/jobs/${encodeURIComponent(id)}`);
export const listJobs = (limit: number, after?: string) =>
  ask<JobList>(`/v1/jobs?limit=${limit}${after ? `&after=${encodeURIComponent(after)}` : ""}`);
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
  if (!response.ok) throw new ApiProblem(response.status, "The sample picture is missing.");
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
    request.onabort = () => reject(new ApiProblem(0, "Stopped."));
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

const unreachable = () => new ApiProblem(0, "The server cannot be reached. Is it running?");

function problemFrom(status: number, text: string): ApiProblem {
  if (status === 401) location.assign("/sign-in-needed");
  try {
    const body: Partial<ProblemBody> = JSON.parse(text);
    return new ApiProblem(status, body.detail || body.title || `The server answered ${status}.`, body.errors);
  } catch {
    return new ApiProblem(status, `The server answered ${status}.`);
  }
}
