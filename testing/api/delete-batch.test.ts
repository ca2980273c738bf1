import { createClient } from "@libsql/client";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { upload } from "@/cli/film/api-client";
import { createApiKey } from "@/cli/supervisor/database";
import type { Batch, BatchWithItems } from "@/lib/schemas/batch";
import type { Job } from "@/lib/schemas/job";
import { sample, startApp, type TestApp } from "../app";
import { type Caller, callerOf } from "../caller";
import { sandboxOf } from "../sandbox-admin";

/** `DELETE /v1/batches/{id}`: a real app, and its database file as evidence of what is left. */

let testApp: TestApp;
let caller: Caller;
let picture: string;
beforeAll(async () => {
  testApp = await startApp({ SANDBOX_INSTANT: "1", SANDBOX_CONCURRENCY: "16", RECONCILE_SECONDS: "1" });
  caller = callerOf(testApp, testApp.api.key);
  picture = await upload(testApp.api, sample);
}, 240_000);
afterAll(() => testApp?.close());
beforeEach(() => sandboxOf(testApp).fault());

const requests = (count: number, prompt: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => ({
    ...{ model: "qwen-edit", input: [{ type: "image", url: picture }], options: { prompt: prompt(i), seed: 1 } },
  }));
async function submit(body: object, headers?: Record<string, string>): Promise<Batch> {
  const answer = await caller.post("/v1/batches", body, headers);
  expect([answer.status, answer.ok ? "" : await answer.clone().text()]).toEqual([202, ""]);
  return answer.json();
}
const look = async (id: string): Promise<BatchWithItems> => (await caller.get(`/v1/batches/${id}?limit=100`)).json();
async function ended(id: string): Promise<BatchWithItems> {
  await expect.poll(async () => (await look(id)).finishedAt, { timeout: 240_000, interval: 100 }).not.toBeNull();
  return look(id);
}
const remove = (id: string, by = caller) => by.send("DELETE", `/v1/batches/${id}`);

/** The tables that have a row with one of these ids in it. */
async function tablesWith(ids: string[]): Promise<string[]> {
  const client = createClient({ url: `file:${testApp.dataDir}/nextscene.db`, timeout: 5000 });
  const found: string[] = [];
  const tables = await client.execute(
    "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'",
  );
  for (const { name } of tables.rows) {
    const { rows } = await client.execute(`select * from "${name}"`);
    if (rows.some((row) => ids.some((id) => JSON.stringify(row).includes(id)))) found.push(String(name));
  }
  client.close();
  return found;
}

test("an ended batch is deleted with its jobs, its message and all their rows; other jobs stay", async () => {
  const prompt = (i: number) => `Gone ${i}.${i === 7 ? " [fault:fail]" : ""}`;
  const body = { requests: requests(130, prompt), webhookUrl: testApp.receiver.url };
  const headers = { "idempotency-key": "to-be-deleted" };
  const { id } = await submit(body, headers);
  const single: Job = await (await caller.post("/v1/generate", requests(1, () => "Stays.")[0])).json();
  await testApp.receiver.webhookOf(id);
  const { items } = await ended(id);
  const delivered = async () => (await (await caller.get(`/v1/batches/${id}/deliveries`)).json()).data;
  await expect.poll(delivered, { timeout: 60_000 }).toMatchObject([{ status: "delivered" }]);
  const files = items.data.flatMap(({ job }) => job.outputs.map(({ url }) => url));
  expect((await fetch(files[0] ?? "")).status).toBe(200);
  expect(items.data).toHaveLength(100);

  expect((await remove(id)).status).toBe(204);
  expect((await caller.get(`/v1/batches/${id}`)).status).toBe(404);
  expect((await remove(id)).status).toBe(404);
  const list: { data: Batch[] } = await (await caller.get("/v1/batches")).json();
  expect(list.data.map((one) => one.id)).not.toContain(id);
  expect((await (await caller.get(`/v1/jobs?batchId=${id}`)).json()).data).toEqual([]);
  expect((await fetch(files[0] ?? "")).status).toBe(404);
  expect((await caller.get(`/v1/jobs/${single.id}`)).status).toBe(200);
  expect(await tablesWith([id, ...items.data.map(({ job }) => job.id)])).toEqual([]);
  expect((await submit({ ...body, requests: body.requests.slice(0, 1) }, headers)).id).not.toBe(id);
}, 600_000);

test("a running batch, and one with a job that was retried and runs, are refused and stay whole", async () => {
  const { id } = await submit({ requests: requests(2, (i) => `Slow ${i}. [fault:slow=600]`) });
  const refused = async () => {
    const answer = await remove(id);
    return [answer.status, (await answer.json()).detail];
  };
  expect(await refused()).toEqual([409, "The batch is still running. Cancel it first."]);
  expect((await caller.post(`/v1/batches/${id}/cancel`)).status).toBe(200);
  const { items } = await ended(id);
  const [one] = items.data;
  expect((await caller.post(`/v1/jobs/${one?.job.id}/retry`)).status).toBe(202);
  expect(await refused()).toEqual([409, "A job of the batch was retried and is running. Cancel it first."]);
  expect((await look(id)).items.data).toHaveLength(2);
  expect((await caller.post(`/v1/jobs/${one?.job.id}/cancel`)).status).toBe(200);
  await expect.poll(async () => (await remove(id)).status, { timeout: 120_000 }).toBe(204);
}, 300_000);

test("another key's batch counts as not found", async () => {
  const { id } = await submit({ requests: requests(1, () => "Mine.") });
  await ended(id);
  const other = callerOf(testApp, (await createApiKey(testApp.app.settings, "other")).key);
  expect((await remove(id, other)).status).toBe(404);
  expect((await look(id)).items.data).toHaveLength(1);
}, 300_000);
