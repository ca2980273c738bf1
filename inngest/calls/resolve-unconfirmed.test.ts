import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { follow, generate, upload } from "@/cli/film/api-client";
import { type Job, jobSchema, problemSchema, type Step } from "@/lib/schemas/job";
import { sample, startApp, type TestApp } from "@/testing/app";
import { followUntil } from "@/testing/follow-until";
import { type Submit, sandboxOf } from "@/testing/sandbox-admin";

/** A person's actions on an unconfirmed call, through the public API. */

let testApp: TestApp;
let sandbox: ReturnType<typeof sandboxOf>;
let picture: string;

beforeAll(async () => {
  testApp = await startApp({ SANDBOX_INSTANT: "1", SANDBOX_CONCURRENCY: "1", QWEN_EDIT_TIMEOUT: "600" });
  sandbox = sandboxOf(testApp);
  picture = await upload(testApp.api, sample);
});
afterAll(() => testApp?.close());
beforeEach(() => sandbox.fault());

const name = "qwen-edit";
let takes = 0;

/** Starts an edit with its own prompt, so that the sandbox's log tells it from the others. */
async function start(): Promise<{ job: Job; submits: () => Promise<Submit[]> }> {
  takes += 1;
  const prompt = `Unconfirmed take ${takes} of the dandelion.`;
  const image = { type: "image", url: picture };
  const job = await generate(testApp.api, { model: "qwen-edit", input: [image], options: { prompt } });
  return { job, submits: async () => (await sandbox.submits()).filter((submit) => submit.prompt === prompt) };
}

/** The same, until the step is unconfirmed; `faults` apply to its first submit. */
async function startUnconfirmed(...faults: Record<string, unknown>[]) {
  await sandbox.fault(...faults.map((fault) => ({ service: "qwen-edit", count: 1, ...fault })));
  const { job, submits } = await start();
  return { job: await until(job, "unconfirmed"), submits };
}

/** Watches a job until its step is in a state. */
async function until(job: Job, status: Step["status"]): Promise<Job> {
  const seen = await followUntil(testApp, job, ({ steps }) => steps[0]?.status === status);
  expect(seen.steps[0]?.status).toBe(status);
  return seen;
}

const end = (job: Job) => follow(testApp.api, job, () => {});
const post = (path: string, body?: unknown) =>
  fetch(new URL(path, testApp.api.url), {
    method: "POST",
    headers: { "x-api-key": testApp.api.key, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
const resolve = (job: Job, body: unknown, step = name) => post(`/v1/jobs/${job.id}/steps/${step}/resolve`, body);
async function resolved(job: Job, body: unknown): Promise<Job> {
  const response = await resolve(job, body);
  expect(response.status).toBe(200);
  return jobSchema.parse(await response.json());
}
const problemOf = async (response: Response) => problemSchema.parse(await response.json());

test("an unconfirmed step offers three actions, any other none", async () => {
  const { job, submits } = await startUnconfirmed({ fault: "submit-reset" });
  expect(job.steps[0]).toMatchObject({ actions: ["check_again", "adopt", "submit_again"], attempt: 1 });
  expect(await submits()).toEqual([]);
  const ended = await end(await resolved(job, { action: "submit_again" }));
  expect(ended.steps[0]?.actions).toEqual([]);
});

describe("submit again", () => {
  test("completes a request that never arrived, with one accepted submit", async () => {
    const { job, submits } = await startUnconfirmed({ fault: "submit-reset" });
    const ended = await end(await resolved(job, { action: "submit_again" }));
    expect(ended).toMatchObject({ status: "completed", steps: [{ status: "succeeded", attempt: 2, error: null }] });
    expect(await submits()).toHaveLength(1);
  });

  test("of a request that did arrive gives one result: the first answer wins, although it answers the first submit", async () => {
    await sandbox.fault(
      { service: "qwen-edit", fault: "submit-reset-accepted", count: 1 },
      { service: "qwen-edit", fault: "webhook-late", value: 8, count: 1 },
      { service: "qwen-edit", fault: "no-webhook", after: 1 },
    );
    const { job, submits } = await start();
    const ended = await end(await resolved(await until(job, "unconfirmed"), { action: "submit_again" }));
    expect(ended).toMatchObject({ status: "completed", steps: [{ status: "succeeded", attempt: 2 }] });
    expect(ended.steps[0]?.message).toContain("The service could not stop running work");
    expect([ended.outputs.length, (await submits()).length]).toEqual([1, 2]);
  });

  test("cancels the work of the losing submit", async () => {
    await sandbox.fault(
      { service: "qwen-edit", fault: "submit-reset-accepted", count: 1 },
      { service: "qwen-edit", fault: "hold", count: 1 },
      { service: "qwen-edit", fault: "slow", value: 8, after: 1, count: 1 },
    );
    const { job, submits } = await start();
    await until(job, "unconfirmed");
    const between = await start(); // the sandbox works on one request at a time: the second submit waits behind this
    await until(between.job, "waiting");
    const again = await resolved(job, { action: "submit_again" });
    await until(again, "waiting");
    await sandbox.release();
    const ended = await end(again);
    expect(ended.steps[0]).toMatchObject({ status: "succeeded", message: expect.stringContaining("Cancelled") });
    expect((await submits()).map(({ state }) => state)).toEqual(["completed", "cancelled"]);
    await end(between.job);
  });

  test("by five people at once is one further submit", async () => {
    const { job, submits } = await startUnconfirmed({ fault: "submit-reset" });
    const answers = await Promise.all(Array.from({ length: 5 }, () => resolve(job, { action: "submit_again" })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
    const ended = await end(job);
    expect([ended.status, ended.steps[0]?.attempt, (await submits()).length]).toEqual(["completed", 2, 1]);
  });

  test("leaves every earlier token valid, even after several times", async () => {
    await sandbox.fault(
      { service: "qwen-edit", fault: "submit-reset-accepted", count: 3 },
      { service: "qwen-edit", fault: "no-webhook" },
    );
    const { job, submits } = await start();
    await until(job, "unconfirmed");
    for (const times of [2, 3]) {
      await resolved(job, { action: "submit_again" });
      await expect.poll(async () => (await submits()).length).toBe(times);
      await until(job, "unconfirmed");
    }
    const [first] = await submits();
    const said = { status: "failed", error: "the first submit is answered" };
    const wrong = `${first?.webhookUrl.slice(0, -4)}0000`;
    expect((await post(wrong, said)).status).toBe(404);
    expect((await post(first?.webhookUrl ?? "", said)).status).toBe(200);
    expect((await end(job)).error?.message).toContain("the first submit is answered");
  });
});

test("check again changes nothing, and adds what it found to the reason", async () => {
  const { job, submits } = await startUnconfirmed({ fault: "submit-reset" });
  const reason = job.steps[0]?.message ?? "";
  const once = await resolved(job, { action: "check_again" });
  const twice = await resolved(job, { action: "check_again" });
  const message = `${reason}. The service has no status query, and no webhook has arrived yet.`;
  expect(once.steps[0]).toMatchObject({ status: "unconfirmed", attempt: 1, message });
  expect(twice.steps[0]).toEqual(once.steps[0]);
  expect(await submits()).toEqual([]);
  const ended = await end(await resolved(job, { action: "submit_again" }));
  expect([ended.status, (await submits()).length]).toEqual(["completed", 1]);
});

describe("impossible actions are refused", () => {
  test("a step that is not unconfirmed: 409, for each action", async () => {
    const { job } = await start();
    const ended = await end(job);
    for (const body of [
      { action: "check_again" },
      { action: "adopt", serviceJobId: "x" },
      { action: "submit_again" },
    ]) {
      const response = await resolve(ended, body);
      expect([response.status, await problemOf(response)]).toMatchObject([409, { code: "conflict" }]);
    }
    expect((await resolve(ended, { action: "submit_again" }, "no such step")).status).toBe(404);
  });

  test.each([
    ["no action", {}, "/action"],
    ["an unknown action", { action: "hope" }, "/action"],
    ["no id to adopt", { action: "adopt" }, "/serviceJobId"],
    ["an empty id", { action: "adopt", serviceJobId: "  " }, "/serviceJobId"],
    ["an unknown field", { action: "submit_again", sure: true }, "/sure"],
  ])("%s: 400 names the field", async (_, body, pointer) => {
    const { job } = await start();
    const response = await resolve(job, body);
    const problem = await problemOf(response);
    expect([response.status, problem.errors.map((error) => error.pointer)]).toEqual([400, [pointer]]);
    await end(job);
  });

  test("a step in a loop is found by its key and number", async () => {
    const options = { prompt: "The loop." };
    const input = [{ type: "image", url: picture }];
    const job = await end(await generate(testApp.api, { model: "next-scene", input, options }));
    expect((await resolve(job, { action: "submit_again" }, "keyframe.1")).status).toBe(409);
  });
});

test("adopt: accepted work is followed by the service's id, and a cancel reaches it", async () => {
  // The sandbox works on one request at a time: later ones wait in its queue, where they can be cancelled.
  await sandbox.fault({ service: "qwen-edit", fault: "slow", value: 60, count: 1 });
  const busy = await start();
  await until(busy.job, "waiting");
  const { job, submits } = await startUnconfirmed({ fault: "submit-reset-accepted" });
  const [accepted] = await submits();
  const adopted = await resolved(job, { action: "adopt", serviceJobId: accepted?.id });
  expect(adopted.steps[0]).toMatchObject({ status: "waiting", actions: [] });
  expect((await resolve(job, { action: "adopt", serviceJobId: "another" })).status).toBe(409);
  await post(job.urls.cancel);
  expect((await end(job)).status).toBe("cancelled");
  expect((await submits()).map(({ state }) => state)).toEqual(["cancelled"]);
  await post(busy.job.urls.cancel);
  await end(busy.job);
});
