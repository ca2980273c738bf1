import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, type Batch, type Job, type Model } from "@/lib/client";
import { CannotStart } from "../supervisor/startup-error";
import { type Api, ask, download, upload } from "./api-client";
import type { BatchRequest } from "./arguments";
import { type Row, readList, requestOf } from "./batch-list";
import { type BatchState, isMade, readState, writeState } from "./batch-state";

export type Tools = {
  show(batch: Batch): void;
  say(line: string): void;
  /** A batch that an interrupt should cancel; null when none runs. */
  running(id: string | null): void;
};

/**
 * Makes the rows of a list that have no files yet, and downloads each result as soon as it is there. Returns how many
 * rows have no result.
 */
export async function makeBatch(api: Api, request: BatchRequest, tools: Tools): Promise<number> {
  mkdirSync(request.out, { recursive: true });
  const rows = readList(request.list, request.model);
  const state = readState(request.out);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const left = () => rows.filter(({ id }) => !isMade(request.out, state, id));
  if (left().length < rows.length)
    tools.say(`${rows.length - left().length} of ${rows.length} rows are there already.`);
  // A batch of an earlier run: its results count, whatever the list says now.
  if (state.batch?.url === api.url) {
    if (!state.batch.id) await repeatLost(api, request, { state, byId });
    await collect(api, request, { state, byId, tools }).catch(ifGone);
  }
  const missing = left();
  if (missing.length === 0) return 0;
  await submit(api, request, { rows: missing, state });
  await collect(api, request, { state, byId, tools });
  return left().length;
}

/** A batch that the server does not know any more is made again. */
function ifGone(error: unknown): void {
  if (!(error instanceof CannotStart) || !error.message.includes("not found")) throw error;
}

async function submit(
  api: Api,
  { out, list, notify }: BatchRequest,
  { rows, state }: { rows: Row[]; state: BatchState },
): Promise<void> {
  const models = await ask(api, (client) => client.models());
  const uploaded = new Map<string, Promise<string>>();
  const toAsset = (file: string) => {
    const known = uploaded.get(file) ?? upload(api, file);
    uploaded.set(file, known);
    return known;
  };
  const requests = await allRequests(rows, models, dirname(list), toAsset);
  const ids = rows.map(({ id }) => id);
  state.batch = { id: null, idempotencyKey: randomUUID(), url: api.url, rows: ids, requests, notify };
  writeState(out, state);
  await send(api, out, { rows, state });
}

type Listed = { state: BatchState; byId: Map<string, Row> };

/** Repeats a submit whose answer was lost, unchanged and with the same key, so that no row is paid twice. */
async function repeatLost(api: Api, { out, list }: BatchRequest, { state, byId }: Listed): Promise<void> {
  const rows = (state.batch?.rows ?? []).map((id) => byId.get(id));
  const there = rows.filter((row) => row !== undefined);
  if (there.length < rows.length) {
    const gone = `${rows.length - there.length} of its rows are no longer in ${list}`;
    throw new CannotStart(
      `The answer to the last submit was lost, so it may have been started, and ${gone}: put them back and run the command again, or give another folder with --out.`,
    );
  }
  await send(api, out, { rows: there, state });
}

/** Sends the submit that the state remembers, and forgets it when the server refuses it. */
async function send(api: Api, out: string, { rows, state }: { rows: Row[]; state: BatchState }): Promise<void> {
  const { batch } = state;
  if (!batch?.requests) return;
  const { requests, notify, idempotencyKey } = batch;
  const sent = ask(api, (client) =>
    client.createBatch({ requests, notify }, { idempotencyKey }).catch((error: unknown) => {
      if (error instanceof ApiError && wasRefused(error)) {
        state.batch = null;
        writeState(out, state);
      }
      throw error;
    }),
  );
  const { id } = await sent.catch((error: unknown) => {
    throw error instanceof CannotStart ? new CannotStart(rowsNamed(error.message, rows)) : error;
  });
  state.batch = { ...batch, id, requests: undefined, notify: undefined };
  writeState(out, state);
}

/** Whether the server has checked the requests and stored nothing. It returns a batch that it knows before it checks. */
const wasRefused = ({ status }: ApiError) =>
  status >= 400 && status < 500 && ![401, 403, 404, 408, 429].includes(status);

async function allRequests(
  rows: Row[],
  models: Model[],
  folder: string,
  toAsset: (file: string) => Promise<string>,
): Promise<Record<string, unknown>[]> {
  const requests: Record<string, unknown>[] = [];
  for (const row of rows) requests.push(await requestOf(row, models, folder, toAsset));
  return requests;
}

/** The server counts the requests that it was sent; a person counts the rows of the list. */
const rowsNamed = (message: string, rows: Row[]) =>
  message.replace(/\/requests\/(\d+)(\/\S*?)?:/g, (whole, index: string, field: string | undefined) => {
    const row = rows[Number(index)];
    return row ? `row ${Number(row.name)}${field ? ` (${field.slice(1)})` : ""}:` : whole;
  });

type Collecting = Listed & { tools: Tools };

/** Downloads the results of the batch while it runs, until it has ended. */
async function collect(api: Api, { out }: BatchRequest, { state, byId, tools }: Collecting): Promise<void> {
  const { batch } = state;
  if (!batch?.id) return;
  const { id } = batch;
  tools.running(id);
  for (;;) {
    const now = await ask(api, (client) => client.batch(id));
    tools.show(now);
    for (let after: string | undefined, hasMore = true; hasMore; ) {
      const page = await ask(api, (client) => client.batchItems(id, { status: "completed", limit: 100, after }));
      for (const { row, job } of page.data) {
        const rowId = batch.rows[row - 1];
        const given = rowId === undefined ? undefined : byId.get(rowId);
        if (!given || isMade(out, state, given.id)) continue;
        const files = filesFor(given, job, { out, state, byId });
        writeState(out, state);
        for (const [i, output] of job.outputs.entries()) await download(api, output, join(out, files[i] ?? ""));
        state.made[given.id] = files;
        writeState(out, state);
      }
      hasMore = page.hasMore;
      after = page.lastId ?? undefined;
    }
    if (now.finishedAt) break;
    await sleep(1000, undefined, { signal: api.signal });
  }
  tools.running(null);
  await sayFailures(api, id, batch.rows, { byId, tools });
  state.batch = null;
  writeState(out, state);
}

type Folder = Listed & { out: string };

/**
 * The names of a row's files. Where another row of the list has such a file, because rows were inserted or moved, they
 * also have the row's id. Forgets rows whose files are replaced.
 */
function filesFor({ name, id }: Row, { outputs }: Job, { out, state, byId }: Folder): string[] {
  const named = (stem: string) =>
    outputs.map(({ contentType }, i) => {
      const extension = contentType.split("/")[1]?.replace("jpeg", "jpg").replace("mpeg", "mp3") ?? "bin";
      return `${stem}${outputs.length > 1 ? `-${i + 1}` : ""}.${extension}`;
    });
  const ownersOf = (files: string[]) =>
    Object.keys(state.made).filter((other) => other !== id && state.made[other]?.some((file) => files.includes(file)));
  const isTaken = ownersOf(named(name)).some((other) => byId.has(other) && isMade(out, state, other));
  const files = named(isTaken ? `${name}-${id.slice(0, 8)}` : name);
  for (const other of ownersOf(files)) delete state.made[other];
  return files;
}

async function sayFailures(
  api: Api,
  id: string,
  rows: string[],
  { byId, tools }: Pick<Collecting, "byId" | "tools">,
): Promise<void> {
  const { data } = await ask(api, (client) => client.batchItems(id, { status: "failed", limit: 20 }));
  for (const { row, job } of data) {
    const name = byId.get(rows[row - 1] ?? "")?.name;
    tools.say(`row ${name ? Number(name) : row}: ${job.error?.message ?? "failed"}`);
  }
}
