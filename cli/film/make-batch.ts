import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Batch, Job, Model } from "@/lib/client";
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
  if (state.batch?.id && state.batch.url === api.url) await collect(api, request, { state, byId, tools }).catch(ifGone);
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
  { out, list }: BatchRequest,
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
  // A submit whose answer was lost is repeated with the same key, so that it is not paid twice.
  const isSame = state.batch && !state.batch.id && state.batch.url === api.url && same(state.batch.rows, ids);
  const idempotencyKey = isSame && state.batch ? state.batch.idempotencyKey : randomUUID();
  state.batch = { id: null, idempotencyKey, url: api.url, rows: ids };
  writeState(out, state);
  const batch = await ask(api, (client) => client.createBatch({ requests }, { idempotencyKey })).catch((error) => {
    throw error instanceof CannotStart ? new CannotStart(rowsNamed(error.message, rows)) : error;
  });
  state.batch.id = batch.id;
  writeState(out, state);
}

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

const same = (one: string[], other: string[]) => one.length === other.length && one.every((id, i) => id === other[i]);

/** The server counts the requests that it was sent; a person counts the rows of the list. */
const rowsNamed = (message: string, rows: Row[]) =>
  message.replace(/\/requests\/(\d+)(\/\S*?)?:/g, (whole, index: string, field: string | undefined) => {
    const row = rows[Number(index)];
    return row ? `row ${Number(row.name)}${field ? ` (${field.slice(1)})` : ""}:` : whole;
  });

type Collecting = { state: BatchState; byId: Map<string, Row>; tools: Tools };

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
        state.made[given.id] = await save(api, out, given, job);
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

async function save(api: Api, out: string, { name }: Row, job: Job): Promise<string[]> {
  const files: string[] = [];
  for (const [i, output] of job.outputs.entries()) {
    const extension = output.contentType.split("/")[1]?.replace("jpeg", "jpg").replace("mpeg", "mp3") ?? "bin";
    const file = `${name}${job.outputs.length > 1 ? `-${i + 1}` : ""}.${extension}`;
    await download(api, output, join(out, file));
    files.push(file);
  }
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
