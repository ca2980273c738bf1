import { createWriteStream } from "node:fs";
import { stat, writeFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { type Asset, findAsset, findOpenAsset, holdAssets } from "@/db/assets";
import { createSemaphore } from "@/lib/concurrency/fair-semaphore";
import { inParallel } from "@/lib/concurrency/in-parallel";
import { env } from "@/lib/env";
import { fieldProblem, Problem } from "@/lib/errors";
import { SendError } from "@/lib/http/client";
import { sender } from "@/lib/http/clients";
import { MediaError } from "@/lib/media";
import { parseDataUrl } from "@/lib/media/data-url";
import type { MediaSpec } from "@/lib/media/field";
import { isFileType, namesOf } from "@/lib/media/file-types";
import { store } from "@/lib/storage/current";
import { ownFile } from "@/lib/storage/file-url";
import { assetRef, byBytes } from "../calls/ledger";
import { hashFile, type Prepared, prepareFile, storeFile, temporaryFile } from "./store-file";

/** A media input of a caller: a URL (also one of this app), a small `data:` URL, or `asset:<id>` of an upload. */
export type GivenMedia = MediaSpec & { url: string; pointer: string };

type Received = { ref: string } | { path: string; prepared: Prepared };

/** Files of a submit fetched at once, and milliseconds for all of them. */
const sideBySide = 4;
const patience = 60_000;
/** The same of all files of a batch, and how many of the largest size they may be together. */
const patienceForBatch = 240_000;
const mostFilesOfBatch = 16;

/**
 * Fetches the caller's files and stores all of them, or none if one cannot be used. Returns `asset:<id>` for each, in
 * order. Throws a Problem that names the field. `beforeKept` receives all references before anything is stored, and may
 * throw.
 */
export const ingestInputs = (
  given: GivenMedia[],
  keyId: string,
  beforeKept: (refs: string[]) => Promise<void>,
): Promise<string[]> =>
  withReceived(given, keyId, async (received) => {
    await beforeKept(received.map(named));
    const refs: string[] = [];
    for (const one of received) refs.push(await keep(one, keyId));
    return refs;
  });

/** Fetches and checks the caller's files and stores none; returns a reference by hash for each. */
export const checkInputs = (given: GivenMedia[], keyId: string): Promise<string[]> =>
  withReceived(given, keyId, async (received) => received.map(named));

export type Checked = { ref: string } | { fault: Problem };

/**
 * Fetches and checks each file for itself, so that all faults are found. `use` receives them in order; when it returns
 * true, all of them are stored. Returns `asset:<id>` for each, or an empty list when nothing was stored.
 */
export async function ingestEach(
  given: GivenMedia[],
  keyId: string,
  use: (checked: Checked[]) => Promise<boolean>,
): Promise<string[]> {
  const checked: Checked[] = [];
  const received: Received[] = [];
  const files: Files = [];
  const isFetching = given.some(({ url }) => !url.startsWith("asset:"));
  const leave = isFetching ? await fetching.acquire(keyId) : () => {};
  try {
    const limits = { left: { bytes: mostFilesOfBatch * mostBytes() }, deadline: Date.now() + patienceForBatch };
    await inParallel([...given.entries()], 2 * sideBySide, async ([i, media]) => {
      try {
        const one = await receive(media, keyId, files, limits);
        received[i] = one;
        checked[i] = { ref: named(one) };
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        checked[i] = { fault: error };
      }
    });
    if (!(await use(checked))) return [];
    const refs: string[] = [];
    for (const one of received) refs.push(await keep(one, keyId));
    return refs;
  } finally {
    for (const file of files) await file.remove();
    leave();
  }
}

const keep = async (one: Received, keyId: string): Promise<string> =>
  "ref" in one ? one.ref : assetRef((await storeFile(one.path, one.prepared, { keyId })).asset.id);

const named = (one: Received): string => ("ref" in one ? one.ref : byBytes(one.prepared.sha256));

async function withReceived<T>(
  given: GivenMedia[],
  keyId: string,
  use: (received: Received[]) => Promise<T>,
): Promise<T> {
  const files: Files = [];
  const isFetching = given.some(({ url }) => !url.startsWith("asset:"));
  const leave = isFetching ? await fetching.acquire(keyId) : () => {};
  try {
    return await use(await receiveAll(given, keyId, files));
  } finally {
    for (const file of files) await file.remove();
    leave();
  }
}

/** Limits the submits that fetch files at once. */
const fetching = createSemaphore("inputs", { ofKey: 8, inAll: 32, waiting: 100 });
/** The files of one submit together may be this many times the largest size. */
const mostFiles = 4;
const mostBytes = () => env().MAX_UPLOAD_MB * 1024 * 1024;

type Files = { remove(): Promise<void> }[];

/**
 * Fetches all files; after the first failure it begins no other. Waits for those in progress, then throws the first
 * field's error.
 */
async function receiveAll(given: GivenMedia[], keyId: string, files: Files): Promise<Received[]> {
  const deadline = Date.now() + patience;
  const left = { bytes: mostFiles * mostBytes() };
  const waiting = [...given.entries()];
  const received: Received[] = [];
  const faults: unknown[] = [];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [i, media] = next;
      try {
        received[i] = await receive(media, keyId, files, { left, deadline });
      } catch (error) {
        faults[i] = error;
        waiting.length = 0;
      }
    }
  };
  await Promise.all(Array.from({ length: sideBySide }, work));
  for (const fault of Object.values(faults)) throw fault;
  return received;
}

async function receive(
  media: GivenMedia,
  keyId: string,
  files: Files,
  { left, deadline }: { left: { bytes: number }; deadline: number },
): Promise<Received> {
  const { url, type, contentTypes, pointer } = media;
  if (url.startsWith("asset:")) return { ref: assetRef((await ownAsset(media, keyId)).id) };
  const tooLarge = () =>
    fieldProblem("payload_too_large", pointer, "The files of this request exceed the total size limit.");
  if (left.bytes <= 0) throw tooLarge();
  const file = temporaryFile();
  files.push(file);
  try {
    const sha256 = await fetchTo(file.path, url, { maxBytes: Math.min(mostBytes(), left.bytes), deadline });
    const { size } = await stat(file.path); // awaited first: others subtract in the meantime
    left.bytes -= size;
    if (left.bytes < 0) throw tooLarge(); // other files of the submit used the space
    const prepared = await prepareFile(file.path, { keyId, sha256, expected: { type, contentTypes } });
    return { path: file.path, prepared };
  } catch (error) {
    throw asProblem(error, pointer);
  }
}

async function fetchTo(path: string, url: string, most: { maxBytes: number; deadline: number }): Promise<string> {
  const { maxBytes, deadline } = most;
  const own = ownFile(url);
  if (own) return copyTo(path, own);
  const timeoutMs = Math.max(1, deadline - Date.now());
  if (!url.startsWith("data:")) return (await sender().download({ url, to: path, maxBytes, timeoutMs })).sha256;
  const data = parseDataUrl(url, maxBytes);
  if (!data) throw new MediaError("not_media", "The data URL is not valid base64");
  await writeFile(path, data.bytes);
  return hashFile(path);
}

/** Copies a file of this app by its signed URL, whatever key owns it: the holder of the URL may read it. */
async function copyTo(path: string, assetId: string): Promise<string> {
  const asset = await findOpenAsset(assetId);
  const opened = asset && (await store().open(asset.storageKey));
  if (!opened) throw new MediaError("not_media", "The file has expired and was deleted");
  await pipeline(opened.stream, createWriteStream(path));
  return hashFile(path);
}

async function ownAsset({ url, type, contentTypes, pointer }: GivenMedia, keyId: string): Promise<Asset> {
  const asset = await findAsset(url.slice("asset:".length));
  // Held before the job names it, so that it does not expire in between.
  if (!asset || asset.keyId !== keyId || !(await holdAssets([asset.id]))) {
    throw fieldProblem("invalid_media", pointer, `Upload "${url}" not found. Upload the file first: POST /v1/uploads.`);
  }
  if (asset.type !== type) {
    throw fieldProblem("invalid_media", pointer, `"${url}" is of type ${asset.type}, but ${type} is required.`);
  }
  const { contentType } = asset;
  if (contentTypes && !(isFileType(contentType) && contentTypes.includes(contentType))) {
    throw fieldProblem("invalid_media", pointer, `"${url}" is ${contentType}: send ${namesOf(contentTypes)}.`);
  }
  return asset;
}

/** Turns errors of the file or its server into the caller's Problem; other errors stay internal. */
export function asProblem(error: unknown, pointer: string): unknown {
  if (error instanceof MediaError) return fieldProblem("invalid_media", pointer, `${error.message}.`);
  if (error instanceof SendError) {
    const code = error.code === "too_large" ? "payload_too_large" : "unreachable_url";
    return fieldProblem(code, pointer, `Could not fetch the URL: ${error.message}.`);
  }
  return error;
}
