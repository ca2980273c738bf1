import { createWriteStream } from "node:fs";
import { readFile, rename, rm } from "node:fs/promises";
import { basename, extname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ApiError, createClient, type GenerateBody, type Job, type Output } from "@/lib/client";
import { CannotStart } from "../supervisor/startup-error";

/** An external client of the public API: it knows only an address and a key. */
export type Api = { url: string; key: string; signal: AbortSignal };

const types: Record<string, string> = { ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png" };

/** Calls the API; turns its error into one sentence for the user. */
export async function ask<T>({ url, key, signal }: Api, work: (client: ReturnType<typeof createClient>) => Promise<T>) {
  try {
    return await work(createClient({ url, key, signal }));
  } catch (error) {
    throw error instanceof ApiError ? new CannotStart(inWords(error, new URL(url).origin)) : error;
  }
}

function inWords({ status, message, errors }: ApiError, origin: string): string {
  if (status === 0) return `${message} Start Nextscene there, or give its address with --url.`;
  if (status === 401) return `${origin} does not know this key: give one of its keys with --url and --key.`;
  return [message, ...errors.map(({ detail }) => detail).filter((detail) => !message.includes(detail))].join(" ");
}

/** Uploads a file and returns its reference for a job's input. */
export async function upload(api: Api, file: string): Promise<string> {
  const bytes = new Uint8Array(await readFile(file));
  const type = types[extname(file).toLowerCase()];
  const asset = await ask(api, (client) => client.upload(bytes, { type })).catch((error: unknown) => {
    if (!(error instanceof CannotStart)) throw error;
    throw new CannotStart(`${basename(file)} was refused: ${error.message}`);
  });
  return `asset:${asset.id}`;
}

/** Starts a job; the server validates the body. */
export const generate = (api: Api, body: Record<string, unknown>): Promise<Job> =>
  ask(api, (client) => client.generate(body as GenerateBody));

export const cancel = (api: Api, { id }: Job): Promise<Job> =>
  ask({ ...api, signal: AbortSignal.timeout(5_000) }, (client) => client.cancel(id));

export const cancelBatch = (api: Api, id: string) =>
  ask({ ...api, signal: AbortSignal.timeout(5_000) }, (client) => client.cancelBatch(id));

/** Follows a job until it ends, across broken streams. */
export const follow = (api: Api, { id }: Job, onChange: (job: Job) => void): Promise<Job> =>
  ask(api, (client) => client.wait(id, { onChange }));

/** Downloads to `out`, which appears only when it is complete. */
export async function download(api: Api, output: Output, out: string): Promise<void> {
  const part = `${out}.part`;
  try {
    const response = await ask(api, (client) => client.download(output));
    if (!response.body) throw new CannotStart("The film's file is empty: run the command again.");
    let received = 0;
    const counted = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]).on("data", (chunk) => {
      received += chunk.length;
    });
    await pipeline(counted, createWriteStream(part), { signal: api.signal });
    if (received !== output.sizeBytes) throw new CannotStart("The download is incomplete: run the command again.");
    await rename(part, out);
  } finally {
    await rm(part, { force: true });
  }
}
