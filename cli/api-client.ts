import { createWriteStream } from "node:fs";
import { readFile, rename, rm } from "node:fs/promises";
import { basename, extname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { isTerminal, type Job, type JobEvent, type ProblemBody } from "@/lib/job";
import { CannotStart } from "./cannot-start";
import { serverSentEvents } from "./server-sent-events";

/** A caller of the public API, as any program outside would be: addresses and JSON, nothing else of the app. */
export type Api = { url: string; key: string; signal: AbortSignal };

const types: Record<string, string> = { ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png" };

/** A request whose refusal is one sentence for the person who asked. */
async function ask({ url, key, signal }: Api, path: string, init: RequestInit = {}): Promise<Response> {
  const address = new URL(path, url);
  // The key goes to the app alone, also when a file's address lies elsewhere.
  const own = address.origin === new URL(url).origin;
  const headers = { ...(own && { "X-API-Key": key }), ...init.headers };
  const response = await fetch(address, { signal, ...init, headers }).catch((error: unknown) => {
    if (signal.aborted) throw error;
    throw new CannotStart(`${address.origin} does not answer: start Nextscene there, or give its address with --url.`);
  });
  if (response.ok) return response;
  const problem: Partial<ProblemBody> = await response.json().catch(() => ({}));
  if (response.status === 401) {
    throw new CannotStart(`${address.origin} does not know this key: give one of its keys with --url and --key.`);
  }
  const fields = (problem.errors ?? []).map((error) => error.detail).filter((detail) => detail !== problem.detail);
  const { detail = `${address.origin} answered ${response.status} to ${address.pathname}: see its log.` } = problem;
  throw new CannotStart([detail, ...fields].join(" "));
}

/** Uploads a file; answers with the reference a job takes as an input. */
export async function upload(api: Api, file: string): Promise<string> {
  const type = types[extname(file).toLowerCase()] ?? "application/octet-stream";
  const response = await ask(api, "/v1/uploads", {
    method: "POST",
    headers: { "Content-Type": type },
    body: await readFile(file),
  }).catch((error: unknown) => {
    if (!(error instanceof CannotStart)) throw error;
    throw new CannotStart(`${basename(file)} was not taken: ${error.message}`);
  });
  const asset: { id: string } = await response.json();
  return `asset:${asset.id}`;
}

export async function generate(api: Api, body: Record<string, unknown>): Promise<Job> {
  const headers = { "Content-Type": "application/json" };
  const response = await ask(api, "/v1/generate", { method: "POST", headers, body: JSON.stringify(body) });
  return response.json();
}

export async function cancel(api: Api, job: Job): Promise<void> {
  await ask({ ...api, signal: AbortSignal.timeout(5_000) }, job.urls.cancel, { method: "POST" });
}

const look = async (api: Api, id: string): Promise<Job> => (await ask(api, `/v1/jobs/${id}`)).json();

/** How long an app that does not answer may be away, for example while it is started again. */
const patienceMs = 60_000;

/** Follows a job until it ends. A stream that breaks is resumed where it was. */
export async function follow(api: Api, started: Job, onChange: (job: Job) => void): Promise<Job> {
  let job = started;
  let lastId = "";
  let heard = Date.now();
  while (!isTerminal(job.status)) {
    try {
      const headers = { Accept: "text/event-stream", ...(lastId && { "Last-Event-ID": lastId }) };
      const stream = await ask(api, `/v1/jobs/${job.id}/events`, { headers });
      for await (const event of serverSentEvents(stream)) {
        heard = Date.now();
        lastId = event.id || lastId;
        job = changed(job, JSON.parse(event.data));
        onChange(job);
      }
    } catch (error) {
      if (api.signal.aborted || Date.now() - heard > patienceMs) throw error;
    }
    if (!isTerminal(job.status)) await sleep(500, undefined, { signal: api.signal });
  }
  return look(api, job.id);
}

function changed(job: Job, event: JobEvent): Job {
  if (!("step" in event)) return event;
  const steps = job.steps.map((step) => (step.name === event.step.name ? event.step : step));
  if (!steps.includes(event.step)) steps.push(event.step);
  return { ...job, steps, progress: event.progress, estimatedWaitTime: event.estimatedWaitTime };
}

/** Downloads to `out`, which appears only when it is whole. Answers with its size in bytes. */
export async function download(api: Api, address: string, out: string, sizeBytes: number): Promise<void> {
  const part = `${out}.part`;
  try {
    const response = await ask(api, address);
    if (!response.body) throw new CannotStart("The film's file is empty: run the command again.");
    let received = 0;
    const counted = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]).on("data", (chunk) => {
      received += chunk.length;
    });
    await pipeline(counted, createWriteStream(part), { signal: api.signal });
    if (received !== sizeBytes) throw new CannotStart("The film came incomplete: run the command again.");
    await rename(part, out);
  } finally {
    await rm(part, { force: true });
  }
}
