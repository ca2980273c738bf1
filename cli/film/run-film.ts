import { statSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { Job } from "@/lib/schemas/job";
import { onInterrupt } from "../supervisor/interrupts";
import { CannotStart, endWith } from "../supervisor/startup-error";
import { type Api, cancel, cancelBatch, download, follow, generate, upload } from "./api-client";
import { type BatchRequest, type FilmRequest, filmRequest } from "./arguments";
import { videoSeconds } from "./check-video";
import { makeBatch } from "./make-batch";
import { progressDrawer } from "./progress-bar";

/** A Nextscene to use; `close` revokes what was made for the command. */
export type Connection = { url: string; key: string; close(): Promise<void> };

const interrupted = new AbortController();
const progress = progressDrawer(process.stdout);
const say = (line: string) => process.stdout.write(`${line}\n`);
let started: { api: Api; job: Job } | { api: Api; batchId: string } | undefined;

async function makeFilm(api: Api, request: FilmRequest): Promise<void> {
  const { model, files, prompt, options, notify } = request;
  const input: { type: string; url: string; field?: string }[] = [];
  for (const { path, type, field } of files) {
    input.push({ type, url: await upload(api, path), ...(field !== null && { field }) });
  }
  const job = await generate(api, {
    ...{ model, input },
    options: prompt === null ? options : { ...options, prompt },
    notify,
  });
  started = { api, job };
  progress.show(job);
  const ended = await follow(api, job, progress.show);
  started = undefined;
  progress.clear();
  if (ended.status !== "completed") throw new CannotStart(reasonOf(ended));
  const film = ended.outputs.find((output) => output.type === "video");
  if (!film) throw new CannotStart(`${request.model} makes no video: choose another --model.`);
  await download(api, film, request.out);
  const seconds = await videoSeconds(request.out);
  if (seconds === 0) {
    await rm(request.out, { force: true });
    throw new CannotStart("The downloaded film cannot be played: run the command again.");
  }
  const size = (statSync(request.out).size / 1e6).toFixed(1);
  for (const { message } of ended.warnings) say(`warning: ${message}`);
  say([request.out, `${size} MB`, seconds && `${seconds.toFixed(1)} s`].filter(Boolean).join(", "));
}

function reasonOf({ status, error, urls }: Job): string {
  if (!error) return `The job was ${status}: run the command again.`;
  const where = error.step ? ` at "${error.step}"` : "";
  return `No film: it failed${where}: ${error.message} ${error.retryable ? `Try again there: ${urls.web}` : ""}`.trim();
}

async function makeFolder(api: Api, request: BatchRequest): Promise<void> {
  const tools = {
    show: progress.showBatch,
    say: (text: string) => {
      progress.clear();
      say(text);
    },
    running: (batchId: string | null) => {
      started = batchId === null ? undefined : { api, batchId };
    },
  };
  const missing = await makeBatch(api, request, tools);
  progress.clear();
  if (missing > 0) throw new CannotStart(`${missing} rows have no result: run the command again to make only those.`);
  say(`All results are in ${request.out}`);
}

/** Cancels the job or batch; if that fails, it runs to its end. */
async function giveUp(): Promise<void> {
  if (!started) return;
  if ("job" in started) return void (await cancel(started.api, started.job).catch(() => {}));
  await cancelBatch(started.api, started.batchId).catch(() => {});
}

/**
 * Makes a film file from a picture and a sentence, or a folder of results from a list, over the public API, and ends the
 * process: with 0 only when the files exist. `command` is how a person calls it, with `args`. `connect` finds a Nextscene where the
 * arguments name none.
 */
export async function runFilm(
  command: string,
  args: string[],
  connect: (signal: AbortSignal, say: (line: string) => void) => Promise<Connection>,
): Promise<never> {
  onInterrupt((again) => {
    if (again) process.exit(130);
    progress.clear();
    say("stopping …");
    interrupted.abort();
  });
  let connection: Connection | undefined;
  try {
    const request = filmRequest(args, command);
    const { signal } = interrupted;
    connection = request.remote ? { ...request.remote, close: async () => {} } : await connect(signal, say);
    const api = { url: connection.url, key: connection.key, signal };
    await ("list" in request ? makeFolder(api, request) : makeFilm(api, request));
    await connection.close();
    process.exit(0);
  } catch (error) {
    progress.clear();
    await giveUp();
    await connection?.close().catch(() => {});
    if (interrupted.signal.aborted) process.exit(130);
    endWith(error);
  }
}
