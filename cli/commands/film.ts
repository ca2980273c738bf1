import { statSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { Job } from "@/lib/schemas/job";
import { type Api, cancel, download, follow, generate, upload } from "../film/api-client";
import { type FilmRequest, filmRequest } from "../film/arguments";
import { videoSeconds } from "../film/check-video";
import { type Connection, connect } from "../film/connect";
import { progressDrawer } from "../film/progress-bar";
import { onInterrupt } from "../supervisor/interrupts";
import { CannotStart, endWith } from "../supervisor/startup-error";

/**
 * `npm run film`: makes a film file from a picture and a sentence, over the public API. Exits with 0 only when the file
 * exists.
 */

const interrupted = new AbortController();
const progress = progressDrawer(process.stdout);
const say = (line: string) => process.stdout.write(`${line}\n`);
let started: { api: Api; job: Job } | undefined;

async function makeFilm(api: Api, request: FilmRequest): Promise<void> {
  const picture = await upload(api, request.picture);
  const job = await generate(api, {
    model: request.model,
    input: [{ type: "image", url: picture }],
    options: { ...request.options, prompt: request.prompt },
  });
  started = { api, job };
  progress.show(job);
  const ended = await follow(api, job, progress.show);
  started = undefined;
  progress.clear();
  if (ended.status !== "completed") throw new CannotStart(reasonOf(ended));
  const film = ended.outputs.findLast((output) => output.type === "video");
  if (!film) throw new CannotStart(`${request.model} makes no video: choose another --model.`);
  await download(api, film, request.out);
  const seconds = await videoSeconds(request.out);
  if (seconds === 0) {
    await rm(request.out, { force: true });
    throw new CannotStart("The downloaded film cannot be played: run the command again.");
  }
  const size = (statSync(request.out).size / 1e6).toFixed(1);
  say([request.out, `${size} MB`, seconds && `${seconds.toFixed(1)} s`].filter(Boolean).join(", "));
}

function reasonOf({ status, error, urls }: Job): string {
  if (!error) return `The job was ${status}: run the command again.`;
  const where = error.step ? ` at "${error.step}"` : "";
  return `No film: it failed${where}: ${error.message} ${error.retryable ? `Try again there: ${urls.web}` : ""}`.trim();
}

/** Cancels the job; if that fails, the job runs to its end. */
async function giveUp(): Promise<void> {
  if (started) await cancel(started.api, started.job).catch(() => {});
}

onInterrupt((again) => {
  if (again) process.exit(130);
  progress.clear();
  say("stopping …");
  interrupted.abort();
});

let connection: Connection | undefined;
try {
  const request = filmRequest(process.argv.slice(2));
  const { signal } = interrupted;
  connection = request.remote ? { ...request.remote, close: async () => {} } : await connect(signal, say);
  await makeFilm({ url: connection.url, key: connection.key, signal }, request);
  await connection.close();
  process.exit(0);
} catch (error) {
  progress.clear();
  await giveUp();
  await connection?.close().catch(() => {});
  if (interrupted.signal.aborted) process.exit(130);
  endWith(error);
}
