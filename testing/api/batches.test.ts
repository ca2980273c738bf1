import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { upload } from "@/cli/film/api-client";
import {
  type Batch,
  type BatchWithItems,
  batchManifestSchema,
  batchQuoteSchema,
  batchRetryQuoteSchema,
  batchSchema,
  batchWithItemsSchema,
} from "@/lib/schemas/batch";
import type { Job } from "@/lib/schemas/job";
import { newKeySchema } from "@/lib/schemas/key";
import { type Caller, callerOf } from "../caller";
import { sample } from "../sample";
import { sandboxOf } from "../sandbox-admin";
import { newKey, priced, type SharedApp, sharedApp } from "../shared-app";

/** Batches through the public API: real processes, and the sandbox's log of accepted submits as evidence. */

let testApp: SharedApp;
let caller: Caller;
let admin: Caller;
let sandbox: ReturnType<typeof sandboxOf>;
let picture: string;

beforeAll(async () => {
  testApp = await sharedApp(priced);
  caller = callerOf(testApp, testApp.api.key);
  admin = callerOf(testApp, (await newKey(testApp, "operations", "admin")).key);
  sandbox = sandboxOf(testApp);
  picture = await upload(testApp.api, sample);
});
afterAll(() => testApp?.close());
beforeEach(() => sandbox.fault());

const requestOf = (prompt: string, more: Record<string, unknown> = {}) => ({
  model: "qwen-edit",
  input: [{ type: "image", url: picture }],
  options: { prompt, seed: 1 },
  cache: false,
  ...more,
});
const requests = (count: number, prompt: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => requestOf(prompt(i)));

async function created(answer: Response): Promise<Batch> {
  expect([answer.status, answer.status === 202 ? "" : await answer.clone().text()]).toEqual([202, ""]);
  return batchSchema.strict().parse(await answer.json());
}
const submit = async (body: unknown, by = caller) => created(await by.post("/v1/batches", body));
async function look(id: string, query = "", by = caller): Promise<BatchWithItems> {
  return batchWithItemsSchema.parse(await (await by.get(`/v1/batches/${id}${query}`)).json());
}
const ended = (id: string, by = caller) =>
  expect
    .poll(async () => (await look(id, "", by)).finishedAt, { timeout: 120_000, interval: 100 })
    .not.toBeNull()
    .then(() => look(id, "?limit=100", by));
const refused = async (answer: Response) => {
  const { code, errors, detail } = await answer.json();
  return { status: answer.status, code, detail, errors };
};
const acceptedOf = async (mark: string) => (await sandbox.submits()).filter(({ prompt }) => prompt.startsWith(mark));

describe("a batch", () => {
  test("makes every request once, tells its state, and sends one webhook when the last job has ended", async () => {
    const metadata = { order: 4711 };
    const body = { requests: requests(20, (i) => `Whole ${i}.`), webhookUrl: testApp.receiver.url, metadata };
    const batch = await submit(body);
    expect(batch).toMatchObject({ status: "running", metadata, counts: { total: 20 }, finishedAt: null });
    const end = await ended(batch.id);
    expect(end).toMatchObject({
      status: "completed",
      progress: 1,
      counts: { total: 20, completed: 20 },
      estimatedEnd: null,
    });
    expect(end.cost.actual).toBeCloseTo(20 * 0.05, 6);
    expect(end.items.data.map(({ row, job }) => [row, job.options.prompt, job.batchId])).toEqual(
      body.requests.map(({ options }, i) => [i + 1, options.prompt, batch.id]),
    );
    expect(await acceptedOf("Whole ")).toHaveLength(20);
    expect((await testApp.receiver.webhookOf(batch.id)).status).toBe("completed");
    const message = JSON.parse(testApp.receiver.requestOf(batch.id).body);
    expect(message).toMatchObject({ id: batch.id, object: "batch", metadata, counts: { total: 20, completed: 20 } });
    expect(testApp.receiver.told().filter(({ jobId }) => jobId === batch.id)).toHaveLength(1);
    const { data } = await (await caller.get("/v1/deliveries")).json();
    expect(data).toContainEqual(expect.objectContaining({ jobId: null, batchId: batch.id }));
  });

  test("can be listed, and its jobs by page, by status and in the list of jobs", async () => {
    const { id } = await ended((await submit({ requests: requests(5, (i) => `Listed ${i}.`) })).id);
    const list = await (await caller.get("/v1/batches?limit=1")).json();
    expect(list.data.map((one: Batch) => one.id)).toEqual([id]);
    expect(list.hasMore).toBe(true);
    const first = await look(id, "?limit=2");
    expect([first.items.data.map(({ row }) => row), first.items.hasMore]).toEqual([[1, 2], true]);
    const second = await look(id, `?limit=3&after=${first.items.lastId}`);
    expect([second.items.data.map(({ row }) => row), second.items.hasMore]).toEqual([[3, 4, 5], false]);
    const ofBatch = await (await caller.get(`/v1/jobs?batchId=${id}&limit=100`)).json();
    expect(ofBatch.data).toHaveLength(5);
    const other = callerOf(testApp, (await newKey(testApp, "other")).key);
    expect((await other.get(`/v1/batches/${id}`)).status).toBe(404);
  });

  test("with `sequential` makes one job after the other, in order", async () => {
    const batch = await submit({ requests: requests(6, (i) => `In order ${i}.`), strategy: "sequential" });
    await ended(batch.id);
    const submits = await acceptedOf("In order ");
    expect(submits.map(({ prompt }) => prompt)).toEqual(Array.from({ length: 6 }, (_, i) => `In order ${i}.`));
  });

  test("never has more than maxConcurrent jobs in progress, and shows the others as queued with their place", async () => {
    const slow = requests(5, (i) => `Few ${i}. [fault:slow=600]`);
    const batch = await submit({ requests: slow, maxConcurrent: 2 });
    await expect.poll(async () => (await acceptedOf("Few ")).length).toBe(2);
    const now = await look(batch.id);
    expect(now.counts).toMatchObject({ running: 2, queued: 3 });
    const waiting = now.items.data.slice(2).map(({ job }) => [job.status, job.queuePosition]);
    expect(waiting).toEqual([
      ["queued", 1],
      ["queued", 2],
      ["queued", 3],
    ]);
    const [, , third] = now.items.data;
    expect((await caller.post(`/v1/jobs/${third?.job.id}/cancel`)).status).toBe(200);
    expect((await caller.post(`/v1/batches/${batch.id}/cancel`)).status).toBe(200);
    const end = await ended(batch.id);
    expect([end.status, end.counts.cancelled]).toEqual(["cancelled", 5]);
    expect(end.items.data[4]?.job.error?.code).toBe("batch_cancelled");
    expect(await acceptedOf("Few ")).toHaveLength(2);
  });

  test("with `stop` ends the rest at the first failure and says why; a retry makes the failed one and the rest", async () => {
    await sandbox.fault({ service: "qwen-edit", fault: "fail", count: 1 });
    const body = {
      requests: requests(6, (i) => `Stop ${i}.`),
      strategy: "sequential",
      onFailure: "stop",
      webhookUrl: testApp.receiver.url,
    };
    const { id } = await submit(body);
    const end = await ended(id);
    expect(end).toMatchObject({ status: "failed", counts: { failed: 1, cancelled: 5 } });
    expect(end.items.data[5]?.job.error).toMatchObject({
      code: "batch_stopped",
      message: expect.stringContaining("Item 1 of the batch failed"),
    });
    expect(await acceptedOf("Stop ")).toHaveLength(1);
    const quote = await caller.post(`/v1/batches/${id}/retry?dry_run=true`);
    expect([quote.status, batchRetryQuoteSchema.strict().parse(await quote.json())]).toEqual([
      200,
      { object: "batch_retry_quote", jobs: 6, cost: { max: 0.3, currency: "USD" } },
    ]);
    expect((await look(id)).status).toBe("failed");
    expect((await caller.post(`/v1/batches/${id}/retry?dryrun=true`)).status).toBe(400);
    expect((await caller.post(`/v1/batches/${id}/retry`)).status).toBe(202);
    expect(await ended(id)).toMatchObject({ status: "completed", counts: { completed: 6 } });
    expect(await acceptedOf("Stop ")).toHaveLength(7);
    expect((await caller.post(`/v1/batches/${id}/retry`)).status).toBe(409);
    await expect
      .poll(() =>
        testApp.receiver
          .told()
          .filter(({ jobId }) => jobId === id)
          .map(({ status }) => status),
      )
      .toEqual(["failed", "completed"]);
  });

  test("with `continue` makes all others when one fails", async () => {
    const { id } = await submit({ requests: requests(8, (i) => `Go on ${i}.${i === 2 ? " [fault:fail]" : ""}`) });
    expect(await ended(id)).toMatchObject({ status: "failed", counts: { failed: 1, completed: 7 } });
    const failed = await look(id, "?status=failed");
    expect(failed.items.data.map(({ row }) => row)).toEqual([3]);
  });
});

describe("what a batch tells while it runs and when it has ended", () => {
  test("its events start with a snapshot, tell each job and end with the batch; the last id resumes without a gap", async () => {
    const batch = await submit({ requests: requests(4, (i) => `Told ${i}.`), maxConcurrent: 1 });
    const events = await eventsOf(`/v1/batches/${batch.id}/events`);
    expect(events[0]?.type).toBe("snapshot");
    const done = events.filter(({ type }) => type === "job.completed").map(({ data }) => data.batchId);
    const before = events[0]?.data.counts.completed ?? 0;
    expect(done).toEqual(Array.from({ length: 4 - before }, () => batch.id));
    expect(events.at(-1)).toMatchObject({ type: "batch.ended", data: { status: "completed", progress: 1 } });
    const last = events.at(-1)?.id ?? "";
    const resume = (id: string) =>
      caller.send("GET", `/v1/batches/${batch.id}/events`, undefined, { "last-event-id": id });
    expect((await resume(last)).status).toBe(204);
    const middle = events.findLast(({ type }) => type === "job.completed")?.id ?? "";
    const rest = parsed(await (await resume(middle)).text());
    expect(rest.at(-1)).toMatchObject({ type: "batch.ended", id: last });
    expect(rest.some(({ type }) => type === "snapshot")).toBe(false);
  });

  test("its archive has the result of each row under the row's name, and a manifest", async () => {
    const body = { requests: requests(3, (i) => `Kept ${i}.${i === 1 ? " [fault:fail]" : ""}`) };
    const { id } = await submit(body);
    await ended(id);
    const zip = await caller.get(`/v1/batches/${id}/archive.zip`);
    const bytes = Buffer.from(await zip.arrayBuffer());
    expect([zip.status, String(bytes.length)]).toEqual([200, zip.headers.get("content-length")]);
    const text = bytes.toString("latin1");
    const manifest = batchManifestSchema.parse(
      JSON.parse(
        Buffer.from(text.slice(text.indexOf('{\n  "format"'), text.indexOf("\n}\n") + 3), "latin1").toString(),
      ),
    );
    expect(
      manifest.items.map(({ row, status, files }) => [row, status, files.map(({ name }) => name.split(".")[0])]),
    ).toEqual([
      [1, "completed", ["0001"]],
      [2, "failed", []],
      [3, "completed", ["0003"]],
    ]);
    for (const { files } of manifest.items) for (const { name } of files) expect(text).toContain(name);
  });
});

type Told = { type: string; id: string; data: Pick<Job, "batchId"> & Pick<Batch, "counts"> };
const parsed = (text: string): Told[] =>
  text
    .split("\n\n")
    .filter((block) => block.includes("data: "))
    .map((block) => {
      const line = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1] ?? "";
      return { type: line("event"), id: line("id"), data: JSON.parse(line("data")) };
    });
const eventsOf = async (path: string) => parsed(await (await caller.get(path)).text());

describe("a batch is admitted whole or not at all", () => {
  test("an Idempotency-Key makes one batch of concurrent requests, and refuses another body", async () => {
    const body = { requests: requests(3, (i) => `Once ${i}.`) };
    const headers = { "idempotency-key": "batch-once" };
    const answers = await Promise.all(Array.from({ length: 8 }, () => caller.post("/v1/batches", body, headers)));
    const ids = await Promise.all(answers.map(async (answer) => (await created(answer)).id));
    expect(new Set(ids).size).toBe(1);
    expect(answers.filter((answer) => answer.headers.get("idempotent-replayed") === "true")).toHaveLength(7);
    await ended(ids[0] ?? "");
    expect(await acceptedOf("Once ")).toHaveLength(3);
    const other = { requests: requests(2, (i) => `Once ${i}.`) };
    expect((await refused(await caller.post("/v1/batches", other, headers))).code).toBe("idempotency_mismatch");
    expect((await refused(await caller.post("/v1/generate", requestOf("Once 0."), headers))).code).toBe(
      "idempotency_mismatch",
    );
  });

  test("the daily budget counts all its jobs from the start, and a dry run quotes them", async () => {
    const made = await (
      await admin.post("/v1/keys", { name: "budget", limits: { dailyBudget: 0.2, concurrentJobs: 1 } })
    ).json();
    const customer = callerOf(testApp, newKeySchema.parse(made).key);
    const own = await upload({ ...testApp.api, key: customer.key ?? "" }, sample);
    const of = (count: number) =>
      requests(count, (i) => `Budget ${i}.`).map((one) => ({ ...one, input: [{ type: "image", url: own }] }));
    const quote = await customer.post("/v1/batches?dry_run=true", { requests: of(5) });
    expect(batchQuoteSchema.strict().parse(await quote.json())).toMatchObject({ requests: 5, cost: { max: 0.25 } });
    const over = await refused(await customer.post("/v1/batches", { requests: of(5) }));
    expect([over.status, over.code]).toEqual([402, "budget_exceeded"]);
    expect((await (await customer.get("/v1/jobs")).json()).data).toEqual([]);
    const batch = await submit({ requests: of(4) }, customer);
    expect((await refused(await customer.post("/v1/generate", of(1)[0]))).status).toBeGreaterThanOrEqual(402);
    expect(await ended(batch.id, customer)).toMatchObject({ status: "completed", counts: { completed: 4 } });
  });
});

describe("a batch with faults is refused with all of them, each with its row and field, and stores nothing", () => {
  const csv = (text: string, query = "?model=qwen-edit") =>
    caller.send("POST", `/v1/batches${query}`, text, { "content-type": "text/csv; charset=utf-8" });
  const jsonLines = (text: string) =>
    caller.send("POST", "/v1/batches?model=qwen-edit", text, { "content-type": "application/x-ndjson" });

  test("in JSON: unknown models, options, files, prices and batches in a batch", async () => {
    const wrong = [
      requestOf("Right."),
      { ...requestOf("No such model."), model: "qwen-edite" },
      requestOf("Odd option.", { options: { prompt: "x", colour: "red" } }),
      requestOf("No picture.", { input: [] }),
      requestOf("A batch.", { batchId: "0199" }),
      requestOf("Too dear.", { maxCost: 0.01 }),
      requestOf("Gone.", { input: [{ type: "image", url: "asset:00000000-0000-7000-8000-000000000000" }] }),
      "not an object",
    ];
    const before = (await (await caller.get("/v1/jobs")).json()).data[0]?.id;
    const answer = await refused(await caller.post("/v1/batches", { requests: wrong }));
    expect([answer.status, answer.code]).toEqual([400, "invalid_request"]);
    expect(answer.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      "/requests/1/model",
      "/requests/2/options/colour",
      "/requests/3/input",
      "/requests/4/batchId",
      "/requests/5/maxCost",
      "/requests/6/input/0/url",
      "/requests/7",
    ]);
    const dear = await refused(await caller.post("/v1/batches", { requests: [wrong[0], wrong[5]] }));
    expect([dear.status, dear.errors[0].pointer]).toEqual([402, "/requests/1/maxCost"]);
    expect((await (await caller.get("/v1/jobs")).json()).data[0]?.id).toBe(before);
    const settings = await refused(
      await caller.post("/v1/batches", { requests: [], strategy: "sequential", maxConcurrent: 3, colour: "red" }),
    );
    expect(settings.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(
      expect.arrayContaining(["/requests", "/colour"]),
    );
    expect((await refused(await caller.post("/v1/generate", { ...requestOf("x"), batchId: "1" }))).status).toBe(400);
  });

  test("a CSV with a byte order mark, CRLF, quotes over lines and empty lines is read as it is meant", async () => {
    const text = `\uFEFFimage,prompt,seed,cache\r\n${picture},"Two lines:\r\nand ""quotes"", too",7,FALSE\r\n\r\n${picture},Plain,8,false\r\n`;
    const { id } = await created(await csv(text));
    const { items } = await ended(id);
    expect(items.data.map(({ job }) => [job.options.prompt, job.options.seed, job.status])).toEqual([
      ['Two lines:\r\nand "quotes", too', 7, "completed"],
      ["Plain", 8, "completed"],
    ]);
  });

  test("a CSV of semicolons, and JSON Lines, are read too", async () => {
    const one = await created(await csv(`model;image;prompt\nqwen-edit;${picture};Semicolons, they say\n`, ""));
    expect((await ended(one.id)).items.data[0]?.job.options.prompt).toBe("Semicolons, they say");
    const { model: _, ...request } = requestOf("A line.");
    const two = await created(
      await jsonLines(`${JSON.stringify(request)}\n\n${JSON.stringify(requestOf("Another."))}\n`),
    );
    expect((await ended(two.id)).counts).toMatchObject({ total: 2, completed: 2 });
  });

  test.each([
    ["an empty one", "", "The list has no rows"],
    ["only a header", "image,prompt\n", "The list has no rows"],
    [
      "a missing cell",
      "image,prompt,seed\nasset:x,Hi\n",
      'Line 2 has 2 cells, but the header has 3 columns. The column "seed" is missing.',
    ],
    ["too many cells", "image,prompt\nasset:x,Hi,there\n", "Remove the cells without a column"],
    ["a missing column", "prompt\nHi\n", 'Line 2, column "image": Give a URL, or asset: with the id of an upload.'],
    ["an odd number", "prompt,image,seed\nHi,asset:x,seven\n", 'Line 2, column "seed"'],
    ["an unknown column", "prompt,image,colour\nHi,asset:x,red\n", 'Line 2, column "colour"'],
    [
      "a line number after a cell of two lines",
      'prompt,image,colour\n"A\nB",asset:x,\nHi,asset:x,red\n',
      'Line 4, column "colour"',
    ],
    ["an open quote", 'prompt,image\n"Hi,asset:x\n', "Check the quotes"],
    ["a column twice", "prompt,prompt\na,b\n", "twice"],
    ["a batch", "prompt,image,batchId\nHi,asset:x,7\n", 'Line 2, column "batchId"'],
    ["a column of every object", "prompt,image,constructor\nHi,asset:x,7\n", 'Line 2, column "constructor"'],
    ["another of every object", "prompt,image,toString\nHi,asset:x,7\n", 'Line 2, column "toString"'],
    ["a column __proto__", "prompt,image,__proto__\nHi,asset:x,7\n", 'names a column "__proto__"'],
    ["10,001 rows", `prompt,image\n${"Hi,asset:x\n".repeat(10_001)}`, "at most 10000 rows"],
  ])("a CSV with %s is refused", async (_, text, words) => {
    const { status, detail, errors } = await refused(await csv(text));
    expect(status).toBe(400);
    expect(`${detail} ${errors.map((one: { detail: string }) => one.detail).join(" ")}`).toContain(words);
  });

  test("a line that is not JSON, another media type, and a body over 8 MB are refused", async () => {
    expect((await refused(await jsonLines("{}\n{oops\n"))).errors[0]).toMatchObject({
      pointer: "/requests/1",
      detail: expect.stringContaining("Line 2 is not valid JSON"),
    });
    const xml = await caller.send("POST", "/v1/batches", "<a/>", { "content-type": "text/xml" });
    expect(xml.status).toBe(415);
    expect((await refused(await csv(`prompt,image\n${"x".repeat(9 * 1024 * 1024)},asset:x\n`))).status).toBe(413);
  });

  test("JSON that is nested too deep is refused, in the settings, in a request and with an Idempotency-Key", async () => {
    const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
    const send = (text: string, headers = {}) =>
      caller.send("POST", "/v1/batches", text, { "content-type": "application/json", ...headers });
    const right = JSON.stringify(requestOf("Right."));
    const request = `{"model":"qwen-edit","input":[],"options":{"prompt":${deep}}}`;
    const settings = await refused(await send(`{"requests":[${right}],"metadata":{"a":${deep}}}`));
    expect([settings.status, settings.code]).toEqual([400, "invalid_json"]);
    for (const headers of [{}, { "idempotency-key": "deep" }]) {
      const { status, errors } = await refused(await send(`{"requests":[${right},${request}]}`, headers));
      expect([status, errors[0]?.pointer]).toEqual([400, "/requests/1"]);
    }
    expect((await refused(await send(`{"requests":${deep}}`))).status).toBe(400);
    expect((await refused(await send(deep))).status).toBe(400);
  });

  test("identical requests are both made, and the answer says so", async () => {
    const batch = await submit({ requests: [requestOf("Twice."), requestOf("Other."), requestOf("Twice.")] });
    expect(batch.warnings).toEqual([
      { code: "identical_requests", message: expect.stringContaining("Requests 1 and 3 are identical"), rows: [1, 3] },
    ]);
    await ended(batch.id);
    expect(await acceptedOf("Twice.")).toHaveLength(2);
  });
});
