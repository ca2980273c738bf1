import { createClient } from "@libsql/client";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { follow, generate, upload } from "@/cli/film/api-client";
import { type ServerSentEvent, serverSentEvents } from "@/lib/client/server-sent-events";
import type { Job, Quote, Step } from "@/lib/schemas/job";
import { type JobSummary, jobSummaryListSchema, jobSummarySchema } from "@/lib/schemas/job-summary";
import { callerOf } from "../caller";
import { sample } from "../sample";
import { sandboxOf } from "../sandbox-admin";
import { priced, type SharedApp, sharedApp } from "../shared-app";

/** Lists and streams that show only what a list needs, and takes of several steps at once. */

let testApp: SharedApp;
let caller: ReturnType<typeof callerOf>;
let sandbox: ReturnType<typeof sandboxOf>;
let film: Job;

beforeAll(async () => {
  testApp = await sharedApp(priced);
  caller = callerOf(testApp, testApp.api.key);
  sandbox = sandboxOf(testApp);
  const prompt = `The wind rises. ${"It blows over the meadow. ".repeat(20)}`;
  film = await start("next-scene", prompt);
});
afterAll(() => testApp?.close());

async function start(model: string, prompt: string, more: Record<string, unknown> = {}): Promise<Job> {
  const input = [{ type: "image" as const, url: await upload(testApp.api, sample) }];
  const job = await generate(testApp.api, { model, input, options: { prompt, ...more }, cache: false });
  return follow(testApp.api, job, () => {});
}

const summaries = async (path: string) => jobSummaryListSchema.strict().parse(await (await caller.get(path)).json());

test("a list of summaries has the job's picture and state, and no prompt or file of a step", async () => {
  const { data } = await summaries("/v1/jobs");
  const shown = data.find(({ id }) => id === film.id);
  expect(shown).toMatchObject({ status: "completed", working: [], duration: film.outputs[0]?.duration });
  expect(shown?.poster?.thumbnailUrl).toContain("/files/");
  expect(String(shown?.options.prompt).length).toBe(201);
  const text = JSON.stringify(shown);
  for (const { prompt } of film.steps) if (prompt) expect(text).not.toContain(prompt);
  const one = await (await caller.get(`/v1/jobs/${film.id}?fields=summary`)).json();
  expect(jobSummarySchema.strict().parse(one).id).toBe(film.id);
  expect((await caller.get("/v1/jobs?fields=names")).status).toBe(400);
});

test("a list has whole jobs when its caller wants them", async () => {
  const { data } = await (await caller.get("/v1/jobs?fields=all")).json();
  expect(data.find((job: Job) => job.id === film.id)?.steps).toHaveLength(film.steps.length);
});

test("JSON is compressed as the client asks, on the fast path and through Next", async () => {
  for (const path of ["/v1/jobs", `/v1/jobs/${film.id}`, "/v1/models", "/v1/openapi.json"]) {
    for (const encoding of ["br", "gzip"]) {
      const answer = await caller.send("GET", path, undefined, { "accept-encoding": encoding });
      expect(answer.headers.get("content-encoding"), `${path} ${encoding}`).toBe(encoding);
      await answer.json(); // fetch decodes it
    }
    const plain = await caller.send("GET", path, undefined, { "accept-encoding": "identity" });
    expect(plain.headers.get("content-encoding"), path).toBeNull();
    await plain.json();
  }
});

test("200 jobs in the list are under 60 KB of JSON for a stream of summaries, compressed or not", async () => {
  await copyJob(film.id, 199);
  expect((await summaries("/v1/jobs?limit=100")).hasMore).toBe(true);
  const { data } = await firstEvent("/v1/events?fields=summary");
  expect(JSON.parse(data).data).toHaveLength(50);
  expect(Buffer.byteLength(data)).toBeLessThan(60 * 1024);
});

test("a stream of summaries tells each change of a job, up to its end", async () => {
  const done = new AbortController();
  const answer = await fetch(new URL("/v1/events?fields=summary", testApp.api.url), {
    headers: { "x-api-key": testApp.api.key },
    signal: done.signal,
  });
  const events: ServerSentEvent[] = [];
  let started: Promise<Job> | undefined;
  for await (const event of serverSentEvents(answer)) {
    if (event.name === "progress") continue;
    if (event.name === "snapshot") started = start("qwen-edit", "By night.");
    else events.push(event);
    if (event.name === "job.completed") break;
  }
  const job = await started;
  const told = events.map(({ data }): JobSummary => jobSummarySchema.strict().parse(JSON.parse(data)));
  expect(new Set(told.map(({ id }) => id))).toEqual(new Set([job?.id]));
  expect(events.map(({ name }) => name)).toContain("step");
  expect(told.at(-1)).toMatchObject({ status: "completed", poster: { id: job?.outputs[0]?.id } });
});

test("a stream that follows a job stays open after its end and tells a re-take", async () => {
  const answer = await fetch(new URL(`/v1/jobs/${film.id}/events?follow=true`, testApp.api.url), {
    headers: { "x-api-key": testApp.api.key },
  });
  const names: string[] = [];
  for await (const { name } of serverSentEvents(answer)) {
    if (name === "progress") continue;
    if (name === "snapshot") {
      expect((await caller.post(`/v1/jobs/${film.id}/steps/clip.1/retake`, {})).status).toBe(202);
    }
    names.push(name);
    if (name === "job.completed") break;
  }
  expect(names).toContain("job.status");
});

test("several steps get a new take each in one run, at the price that was quoted; the others are not submitted", async () => {
  const job = await start("next-scene", "Two lamps go out.");
  const before = (await sandbox.submits()).length;
  const steps = ["clip.1", "clip.3"];
  const quote: Quote = await (await caller.post(`/v1/jobs/${job.id}/retake?dry_run=true`, { steps })).json();
  expect(quote.steps.map(({ key }) => key)).toEqual(steps);
  const again = await caller.post(`/v1/jobs/${job.id}/retake`, { steps });
  expect(again.status).toBe(202);
  const ended = await follow(testApp.api, await again.json(), () => {});
  expect(ended.cost.actual - job.cost.actual).toBeCloseTo(quote.cost.max, 6);
  const find = (key: string) => ended.steps.find((step) => step.key === key);
  const takes = (step: Step | undefined) => step?.takes.map(({ number, chosen }) => ({ number, chosen }));
  const two = [
    { number: 1, chosen: false },
    { number: 2, chosen: true },
  ];
  for (const key of steps) expect(takes(find(key))).toEqual(two);
  expect(takes(find("clip.2"))).toEqual([]);
  expect(find("film")?.outOfDate).not.toBeNull();
  expect((await sandbox.submits()).slice(before).map(({ service }) => service)).toEqual(["wan-i2v", "wan-i2v"]);
});

test.each([
  [{ steps: [] }, 400, "/steps"],
  [{ steps: ["clip.1", "clip.1"] }, 400, "/steps"],
  [{ steps: ["clip.1"], seed: 7 }, 400, "seed"],
  [{ steps: ["clip.1", "clip.99"] }, 404, "clip.99"],
])("%j is refused, and nothing starts", async (body, status, words) => {
  const before = await (await caller.get(`/v1/jobs/${film.id}`)).json();
  const answer = await caller.post(`/v1/jobs/${film.id}/retake`, body);
  expect(answer.status).toBe(status);
  expect(await answer.text()).toContain(words);
  expect((await (await caller.get(`/v1/jobs/${film.id}`)).json()).status).toBe(before.status);
});

async function firstEvent(path: string): Promise<ServerSentEvent> {
  const answer = await fetch(new URL(path, testApp.api.url), { headers: { "x-api-key": testApp.api.key } });
  for await (const event of serverSentEvents(answer)) return event;
  throw new Error("The stream had no event.");
}

/** Copies the rows of a job and of its calls: 200 films would take minutes. The copies are older than all other jobs. */
async function copyJob(id: string, count: number): Promise<void> {
  const db = createClient({ url: `file:${testApp.dataDir}/nextscene.db`, timeout: 5000 });
  const columnsOf = async (table: string) =>
    (await db.execute(`select name from pragma_table_info('${table}')`)).rows.map(({ name }) => String(name));
  const [ofJob, ofCall] = [await columnsOf("jobs"), await columnsOf("calls")];
  const named = (names: string[]) => names.map((name) => `"${name}"`).join(", ");
  const values = (names: string[], own: Record<string, string>) =>
    names.map((name) => own[name] ?? `"${name}"`).join(", ");
  const statements = Array.from({ length: count }, (_, n) => {
    const copy = uuidv7({ msecs: Date.now() - 86_400_000 + n });
    const calls = values(ofCall, {
      id: "lower(hex(randomblob(16)))",
      job_id: `'${copy}'`,
      token_hash: "lower(hex(randomblob(16)))",
    });
    return [
      `insert into jobs (${named(ofJob)}) select ${values(ofJob, { id: `'${copy}'` })} from jobs where id = '${id}'`,
      `insert into calls (${named(ofCall)}) select ${calls} from calls where job_id = '${id}'`,
    ];
  });
  await db.batch(statements.flat(), "write");
  db.close();
}
