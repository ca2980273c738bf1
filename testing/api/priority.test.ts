import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { readDatabase } from "@/bench/chaos/evidence";
import { follow, generate, upload } from "@/cli/film/api-client";
import type { Job } from "@/lib/schemas/job";
import { sample, startApp, type TestApp } from "../app";
import { callerOf } from "../caller";

/** A real app whose engine sends one call at a time, and a vision service that answers on command. */

let testApp: TestApp;
let picture: string;
let close = () => {};
const asked: string[] = [];
const held: ServerResponse[] = [];
let isOpen = false;

beforeAll(async () => {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      asked.push(JSON.parse(body).prompt);
      if (isOpen) answer(response);
      else held.push(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  close = () => server.close();
  const service = { QWEN_VL_URL: `http://127.0.0.1:${port}`, SERVICE_API_KEY: "a-key-of-the-services" };
  testApp = await startApp({ SANDBOX_INSTANT: "1", ENGINE_CALLS: "1", ...service }, [`127.0.0.1/32:${port}`]);
  picture = await upload(testApp.api, sample);
});
afterAll(async () => {
  close();
  await testApp?.close();
});

const answer = (response: ServerResponse) =>
  response
    .writeHead(200, { "content-type": "application/json" })
    .end('{"status":"success","enhanced_prompt":"A boat."}');

const submit = async (prompt: string, priority: Job["priority"] = "normal"): Promise<Job> =>
  generate(testApp.api, { model: "qwen-vl", input: [{ type: "image", url: picture }], options: { prompt }, priority });
const until = (check: () => unknown) => vi.waitFor(check, { timeout: 120_000, interval: 50 });
/** Resolves when the engine knows every job. */
const told = () =>
  until(async () => expect((await readDatabase(`${testApp.dataDir}/nextscene.db`)).unsentEvents).toBe(0));
const completed = async (jobs: Job[]) => {
  for (const job of jobs) expect((await follow(testApp.api, job, () => {})).status).toBe("completed");
};
beforeEach(() => {
  asked.length = 0;
  isOpen = false;
});
/** Answers the held requests; with `open`, all later ones too. */
function answerHeld(open = false): void {
  isOpen = open;
  for (const response of held.splice(0)) answer(response);
}

test("when jobs wait for the engine, urgent ones run first and low ones last; others keep their order", async () => {
  const jobs = [await submit("under way")];
  await until(() => expect(asked).toEqual(["under way"]));
  for (const priority of ["low", "normal", "high", "urgent"] as const) jobs.push(await submit(priority, priority));
  jobs.push(await submit("second normal"));
  await told();
  answerHeld(true);
  await completed(jobs);
  expect(asked).toEqual(["under way", "urgent", "high", "normal", "second normal", "low"]);
});

test("the calls of an urgent job overtake the waiting calls of others", async () => {
  const jobs = [await submit("at work")];
  await until(() => expect(asked).toEqual(["at work"]));
  jobs.push(await submit("first"), await submit("second"));
  await told();
  answerHeld();
  await until(() => expect(asked.at(-1)).toBe("first")); // and the second job's call waits
  jobs.push(await submit("hurry", "urgent"));
  await told();
  answerHeld(true);
  await completed(jobs);
  expect(asked).toEqual(["at work", "first", "hurry", "second"]);
});

test("a queued job that is made urgent runs before the jobs that were submitted earlier, and once", async () => {
  const caller = callerOf(testApp, testApp.api.key);
  const change = (job: Job | undefined, priority: Job["priority"]) =>
    caller.send("PATCH", `/v1/jobs/${job?.id}`, { priority });
  const jobs = [await submit("in progress")];
  await until(() => expect(asked).toEqual(["in progress"]));
  for (const prompt of ["one", "two", "three"]) jobs.push(await submit(prompt));
  await told();
  expect(await (await change(jobs[3], "urgent")).json()).toMatchObject({ priority: "urgent", status: "queued" });
  expect((await change(jobs[1], "low")).status).toBe(200);
  await told();
  answerHeld(true);
  await completed(jobs);
  expect(asked).toEqual(["in progress", "three", "two", "one"]);
  const refusal = await change(jobs[0], "urgent");
  expect([refusal.status, (await refusal.json()).detail]).toEqual([409, expect.stringContaining("completed")]);
});
