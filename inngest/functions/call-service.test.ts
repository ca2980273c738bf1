import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { follow, generate, upload } from "@/cli/film/api-client";
import { createApiKey } from "@/cli/supervisor/database";
import type { Job, Step } from "@/lib/schemas/job";
import { sample, startApp, type TestApp } from "@/testing/app";
import { followUntil } from "@/testing/follow-until";
import { sandboxOf } from "@/testing/sandbox-admin";

/**
 * The invariants of a call (see `call-service.ts`), through the public API: real processes, a real database file, and
 * the sandbox's log of accepted submits as evidence.
 */

let testApp: TestApp;
let sandbox: ReturnType<typeof sandboxOf>;
let picture: string;

beforeAll(async () => {
  testApp = await startApp({
    SANDBOX_INSTANT: "1",
    SUBMIT_TIMEOUT: "10",
    WAN_I2V_TIMEOUT: "12",
    QWEN_EDIT_TIMEOUT: "60",
    RESULT_TIMEOUT: "2",
  });
  sandbox = sandboxOf(testApp);
  picture = await upload(testApp.api, sample);
});
afterAll(() => testApp?.close());
beforeEach(() => sandbox.fault());

let takes = 0;

/** Starts a job of one service; each prompt is new, so that the sandbox's log tells them apart. */
async function start(model: string, fault = ""): Promise<{ job: Job; prompt: string }> {
  takes += 1;
  const prompt = `Take ${takes} of the dandelion. ${fault}`.trim();
  const job = await generate(testApp.api, { model, input: [{ type: "image", url: picture }], options: { prompt } });
  return { job, prompt };
}

async function run(model: string, fault = ""): Promise<{ job: Job; step: Step; submits: number; prompt: string }> {
  const { job, prompt } = await start(model, fault);
  const ended = await follow(testApp.api, job, () => {});
  const [step] = ended.steps;
  if (!step) throw new Error("The job has no step.");
  return { job: ended, step, submits: await submitsOf(prompt), prompt };
}

async function read(job: Job): Promise<Job> {
  const response = await fetch(job.urls.self, { headers: { "x-api-key": testApp.api.key } });
  return await response.json();
}

const isHealthy = () =>
  fetch(`${testApp.api.url}/health`).then(
    ({ ok }) => ok,
    () => false,
  );

const words = (prompt: string) => prompt.replace(/\[fault:[^\]]*\]/g, "").trim();
const submitsOf = async (prompt: string) =>
  (await sandbox.submits()).filter((submit) => words(submit.prompt) === words(prompt)).length;

/** Watches a job until a step is in the wanted state. */
const until = (job: Job, wanted: (step: Step) => boolean) =>
  followUntil(testApp, job, ({ steps }) => steps.some(wanted));

describe("0: each call has its own function run", () => {
  test("scenes do not wait for each other: a slow keyframe delays only its own clip", async () => {
    const prompt = "The wind rises. [fault:qwen-edit:slow=8@1]";
    const job = await generate(testApp.api, {
      model: "next-scene",
      input: [{ type: "image", url: picture }],
      options: { prompt },
    });
    const ended = await follow(testApp.api, job, () => {});
    expect(ended.status).toBe("completed");
    const at = (key: string, when: "startedAt" | "finishedAt") =>
      Date.parse(ended.steps.find((step) => step.key === key)?.[when] ?? "");
    expect(at("clip.2", "finishedAt")).toBeLessThan(at("keyframe.1", "finishedAt"));
    expect(at("clip.3", "finishedAt")).toBeLessThan(at("keyframe.1", "finishedAt"));
    expect(at("clip.1", "startedAt")).toBeGreaterThanOrEqual(at("keyframe.1", "finishedAt"));
  });
});

describe("a service that answers in the same request", () => {
  const engineRequests = 256;

  test("keeps no other service waiting when it is slow: more calls than the engine has requests", async () => {
    const slow: Awaited<ReturnType<typeof start>>[] = [];
    for (let left = engineRequests + 4; left > 0; left -= 20) {
      const now = Array.from({ length: Math.min(20, left) }, () => start("qwen-vl", "[fault:submit-hold]"));
      slow.push(...(await Promise.all(now)));
    }
    expect((await run("qwen-edit")).job.status).toBe("completed");
    const stillOpen = await Promise.all(slow.map(({ job }) => read(job)));
    expect(new Set(stillOpen.map(({ status }) => status))).toEqual(new Set(["running"]));
    await sandbox.release();
    const ended = await Promise.all(slow.map(({ job }) => follow(testApp.api, job, () => {})));
    expect(new Set(ended.map(({ status }) => status))).toEqual(new Set(["completed"]));
    expect(new Set(ended.map(({ steps }) => steps[0]?.attempt))).toEqual(new Set([1]));
    const answered = (await sandbox.log()).auditEvents.filter((one) => one.happened === "answered");
    const prompts = slow.map(({ prompt }) => answered.filter((one) => one.prompt === words(prompt)).length);
    expect(new Set(prompts)).toEqual(new Set([1]));
  });

  test("loses no answer when the web process gets SIGTERM while it waits for one", async () => {
    const { job } = await start("qwen-vl", "[fault:submit-slow=8]");
    await until(job, (step) => step.status === "submitting");
    const web = testApp.app.pids.web ?? 0;
    process.kill(web, "SIGTERM");
    await expect.poll(() => testApp.app.pids.web !== web && isHealthy()).toBe(true);
    const ended = await follow(testApp.api, job, () => {});
    expect(ended).toMatchObject({ status: "completed", steps: [{ attempt: 1 }] });
  });
});

describe("1: submit once", () => {
  test("a submit whose answer was lost after it was accepted is not repeated; its webhook ends it", async () => {
    const { job, step, submits } = await run("qwen-edit", "[fault:submit-reset-accepted]");
    expect([job.status, step.status, step.attempt, submits]).toEqual(["completed", "succeeded", 1, 1]);
  });

  test("a submit answered with a web page is not repeated; its webhook ends it", async () => {
    const { job, submits } = await run("qwen-edit", "[fault:submit-html-accepted]");
    expect([job.status, submits]).toEqual(["completed", 1]);
  });

  test("a submit that is accepted and never answered is not repeated; its webhook ends it", async () => {
    const { job, step, submits } = await run("qwen-edit", "[fault:submit-silent]");
    expect([job.status, step.attempt, submits]).toEqual(["completed", 1, 1]);
  });

  test.concurrent.each([
    ["reset", "[fault:submit-reset]", "The connection broke"],
    ["answered 500", "[fault:submit-500]", "Internal Server Error"],
    ["answered by a proxy", "[fault:submit-html]", "Bad Gateway"],
  ])("while the outcome of the submit is unknown (%s), the step says so", async (_, fault, said) => {
    const { job, prompt } = await start("wan-i2v", fault);
    const seen = await until(job, (step) => step.status === "unconfirmed");
    expect(seen.steps[0]).toMatchObject({ status: "unconfirmed", message: expect.stringContaining(said) });
    const ended = await follow(testApp.api, seen, () => {});
    expect(ended).toMatchObject({ status: "failed", error: { code: "service_timeout", service: "wan-i2v" } });
    expect(await submitsOf(prompt)).toBe(0);
  });

  test.each([
    ["503", "[fault:submit-503=2]", 3],
    ["429 with Retry-After", "[fault:submit-429=1,1]", 2],
  ])("a temporary refusal (%s) is retried", async (_, fault, attempts) => {
    const { job, step, submits } = await run("qwen-edit", fault);
    expect([job.status, step.attempt, submits]).toEqual(["completed", attempts, 1]);
  });

  test("the next attempt waits for Retry-After; until then the step shows its time and the number of attempts", async () => {
    const { job, prompt } = await start("qwen-edit", "[fault:submit-429=1,8]");
    const seen = await until(job, (step) => step.status === "retrying");
    const [step] = seen.steps;
    expect(step).toMatchObject({ status: "retrying", attempt: 1, maxAttempts: 20 });
    expect(Date.parse(step?.nextAttemptAt ?? "") - Date.parse(step?.startedAt ?? "")).toBeGreaterThanOrEqual(8_000);
    const ended = await follow(testApp.api, seen, () => {});
    expect(ended.steps[0]).toMatchObject({ status: "succeeded", attempt: 2, nextAttemptAt: null });
    // By the service's log: not before its Retry-After.
    const { submits, auditEvents } = await sandbox.log();
    const refused = auditEvents.find((one) => one.happened === "refused" && one.prompt === words(prompt));
    const accepted = submits.find((submit) => words(submit.prompt) === words(prompt));
    expect(Date.parse(accepted?.time ?? "") - Date.parse(refused?.time ?? "")).toBeGreaterThanOrEqual(8_000);
  });

  test.each([
    ["401", "[fault:submit-401]", "invalid API key"],
    ["422", "[fault:submit-422]", "refused by the content policy"],
  ])("a permanent refusal (%s) fails at once in the service's own words", async (_, fault, said) => {
    const { job, step, submits } = await run("qwen-edit", fault);
    expect(job).toMatchObject({ status: "failed", error: { code: "service_refused", service: "qwen-edit" } });
    expect(job.error?.message).toContain(said);
    expect([step.status, step.attempt, submits]).toEqual(["failed", 1, 0]);
  });
});

describe("2: no answer is missed, however early it arrives", () => {
  test("a webhook that arrives before the submit's response ends the call", async () => {
    const runs = await Promise.all(Array.from({ length: 8 }, () => run("qwen-edit", "[fault:webhook-first]")));
    expect(runs.map(({ job, submits }) => [job.status, submits])).toEqual(runs.map(() => ["completed", 1]));
  });
});

describe("3: the inbox is the truth", () => {
  test("a webhook that never arrives ends in a clear failure after the service's time-out", async () => {
    const { job, submits } = await run("wan-i2v", "[fault:no-webhook]");
    expect(job).toMatchObject({ status: "failed", error: { code: "service_timeout", step: "wan-i2v" } });
    expect(job.error?.message).toContain("wan-i2v gave no result within 12 seconds");
    expect(submits).toBe(1);
  });

  test.each([
    "webhook-wrong-token",
    "webhook-foreign-token",
    "webhook-huge",
    "webhook-deep",
    "webhook-bad-utf8",
    "webhook-html",
    "webhook-chunked",
    "webhook-proto",
  ])("%s does not disturb the true answer", async (fault) => {
    const { job, submits } = await run("qwen-edit", `[fault:${fault}]`);
    expect([job.status, submits]).toEqual(["completed", 1]);
  });
});

describe("4: forward only", () => {
  test("the same webhook fifty times at once is one result", async () => {
    const { job, step, submits } = await run("qwen-edit", "[fault:webhook-many=50]");
    expect([job.status, step.outputs.length, submits]).toEqual(["completed", 1, 1]);
  });

  test("failed after completed changes nothing", async () => {
    const { job } = await run("qwen-edit", "[fault:webhook-failed-after]");
    const later = await (await fetch(job.urls.self, { headers: { "x-api-key": testApp.api.key } })).json();
    expect([job.status, later.status, later.steps[0].status]).toEqual(["completed", "completed", "succeeded"]);
  });

  test("a service's failure reaches the user in its own words", async () => {
    const { job } = await run("qwen-edit", "[fault:fail]");
    expect(job).toMatchObject({ status: "failed", error: { code: "service_failed", retryable: true } });
    expect(job.error?.message).toContain("CUDA out of memory");
  });
});

describe("5: a finished call has its files stored", () => {
  test("the app serves the result, and its bytes match its hash", async () => {
    const { job } = await run("qwen-edit");
    const [output] = job.outputs;
    expect(output?.url.startsWith(testApp.api.url)).toBe(true);
    const bytes = Buffer.from(await (await fetch(output?.url ?? "")).arrayBuffer());
    const hash = await crypto.subtle.digest("SHA-256", bytes);
    expect([bytes.length, Buffer.from(hash).toString("hex")]).toEqual([output?.sizeBytes, output?.sha256]);
  });

  test.each([
    ["result-404", "404"],
    ["result-empty", "not a supported image"],
    ["result-type", "not a supported image"],
    ["result-gzip", "compressed"],
    ["result-large", "More than"],
    ["result-redirect", "169.254.169.254"],
    ["result-broken", "The result is unusable"],
  ])("a result that cannot be stored (%s) fails the call and says why", async (fault, said) => {
    const { job, submits } = await run("qwen-edit", `[fault:${fault}]`);
    expect(job).toMatchObject({ status: "failed", error: { code: "result_unusable", service: "qwen-edit" } });
    expect(job.error?.message).toContain(said);
    expect(submits).toBe(1);
  });
});

describe("6: the same request is not paid twice", () => {
  const body = (seed: number, changes: Record<string, unknown> = {}) => ({
    model: "qwen-edit",
    input: [{ type: "image", url: picture }],
    options: { prompt: "The very same dandelion.", seed },
    ...changes,
  });
  const made = async (request: Record<string, unknown>, api = testApp.api) =>
    follow(api, await generate(api, request), () => {});
  const submits = () => submitsOf("The very same dandelion.");

  test("a finished result of the same key is reused at no cost", async () => {
    const first = await made(body(1));
    const before = await submits();
    const second = await made(body(1));
    expect(second).toMatchObject({ status: "completed", steps: [{ status: "cached", cost: 0 }] });
    expect(second.outputs.map(({ id }) => id)).toEqual(first.outputs.map(({ id }) => id));
    expect(await submits()).toBe(before);
  });

  test("another seed, another option or cache: false is another request", async () => {
    await made(body(2));
    const before = await submits();
    const others = [body(3), body(2, { options: { ...body(2).options, width: 512 } }), body(2, { cache: false })];
    for (const other of others) expect((await made(other)).steps[0]?.status).toBe("succeeded");
    expect(await submits()).toBe(before + others.length);
  });

  test("another key's result is never reused", async () => {
    await made(body(4));
    const before = await submits();
    const { key } = await createApiKey(testApp.app.settings, "somebody else");
    const other = { ...testApp.api, key };
    const job = await made(body(4, { input: [{ type: "image", url: await upload(other, sample) }] }), other);
    expect([job.status, job.steps[0]?.status]).toEqual(["completed", "succeeded"]);
    expect(await submits()).toBe(before + 1);
  });

  test("a failure is not reused: the same request is submitted again", async () => {
    await sandbox.fault({ service: "qwen-edit", fault: "fail", count: 1 });
    expect((await made(body(5))).status).toBe("failed");
    expect((await made(body(5))).status).toBe("completed");
  });
});

describe("7: nothing is left running", () => {
  const cancel = async (job: Job) => {
    const response = await fetch(job.urls.cancel, { method: "POST", headers: { "x-api-key": testApp.api.key } });
    expect(response.status).toBe(200);
    return follow(testApp.api, await response.json(), () => {});
  };
  const stateOf = async (prompt: string) =>
    (await sandbox.submits()).filter((submit) => words(submit.prompt) === words(prompt)).map(({ state }) => state);

  test("cancel reaches work that is queued at the service", async () => {
    const busy = await Promise.all([start("qwen-edit", "[fault:hold]"), start("qwen-edit", "[fault:hold]")]);
    await Promise.all(busy.map(({ job }) => until(job, (step) => step.status === "waiting")));
    const { job, prompt } = await start("qwen-edit");
    await until(job, (step) => step.status === "waiting");
    const ended = await cancel(job);
    expect([ended.status, ended.steps[0]?.status]).toEqual(["cancelled", "cancelled"]);
    expect(await stateOf(prompt)).toEqual(["cancelled"]);
    await sandbox.release();
    await Promise.all(busy.map(({ job }) => follow(testApp.api, job, () => {})));
  });

  test("work that is already generating cannot be cancelled: the job ends, the late result is ignored", async () => {
    const { job, prompt } = await start("qwen-edit", "[fault:hold]");
    await until(job, (step) => step.status === "waiting");
    await expect.poll(() => stateOf(prompt)).toEqual(["generating"]);
    const ended = await cancel(job);
    await sandbox.release();
    expect(ended).toMatchObject({ status: "cancelled", outputs: [], steps: [{ status: "cancelled" }] });
    expect(ended.steps[0]?.message).toContain("could not stop running work");
  });

  test("a submit that was in flight when the cancel came is cancelled when its answer arrives", async () => {
    const busy = await Promise.all([start("qwen-edit", "[fault:slow=20]"), start("qwen-edit", "[fault:slow=20]")]);
    await Promise.all(busy.map(({ job }) => until(job, (step) => step.status === "waiting")));
    const { job, prompt } = await start("qwen-edit", "[fault:submit-hold]");
    await until(job, (step) => step.status === "submitting");
    const ended = await cancel(job);
    expect(ended.status).toBe("cancelled");
    await sandbox.release();
    await expect.poll(() => stateOf(prompt)).toEqual(["cancelled"]);
    await Promise.all(busy.map(({ job }) => cancel(job)));
  });

  test("a service that does not answer delays no cancel: its work is cancelled when it is back", async () => {
    const busy = await Promise.all([start("qwen-edit", "[fault:hold]"), start("qwen-edit", "[fault:hold]")]);
    await Promise.all(busy.map(({ job }) => until(job, (step) => step.status === "waiting")));
    const { job, prompt } = await start("qwen-edit");
    await until(job, (step) => step.status === "waiting");
    const said = async () => {
      const response = await fetch(job.urls.self, { headers: { "x-api-key": testApp.api.key } });
      return ((await response.json()) as Job).steps[0]?.message;
    };
    process.kill(testApp.app.pids.sandbox ?? 0, "SIGSTOP");
    const ended = await cancel(job).finally(() => process.kill(testApp.app.pids.sandbox ?? 0, "SIGCONT"));
    expect(ended.status).toBe("cancelled");
    const isCancelledThere = /Cancelled at the service|could not stop running work/; // the service may have received the first request too
    expect(ended.steps[0]?.message).not.toMatch(isCancelledThere);
    await expect.poll(() => stateOf(prompt)).toEqual(["cancelled"]);
    await expect.poll(said).toMatch(isCancelledThere);
    await sandbox.release();
    await Promise.all(busy.map(({ job }) => follow(testApp.api, job, () => {})));
  });

  test("a job that fails cancels the work of its other branches", async () => {
    const prompt = "The seeds fly away. [fault:qwen-edit:fail=no@1] [fault:qwen-edit:slow=1@1] [fault:wan-i2v:slow=30]";
    const job = await generate(testApp.api, {
      model: "next-scene",
      input: [{ type: "image", url: picture }],
      options: { prompt },
    });
    const ended = await follow(testApp.api, job, () => {});
    expect(ended.status).toBe("failed");
    expect(ended.steps.filter(({ status }) => ["waiting", "submitting", "pending"].includes(status))).toEqual([]);
  });

  test("cancelling twice, or after the end, changes nothing", async () => {
    const { job } = await run("qwen-edit");
    expect((await cancel(job)).status).toBe("completed");
  });
});

test("an answer with no scene fails the job with that text, and a retry asks the writer again", async () => {
  await sandbox.fault({ service: "qwen-vl", fault: "scenes-none", count: 1 });
  const options = { prompt: "A boat appears, and the writer forgets the scenes." };
  const film = { model: "next-scene", input: [{ type: "image", url: picture }], options };
  const failed = await follow(testApp.api, await generate(testApp.api, film), () => {});
  const error = { code: "no_scene", step: "scenes", service: "qwen-vl", retryable: true };
  expect(failed).toMatchObject({ status: "failed", error });
  const text = failed.steps.find(({ key }) => key === "scenes")?.text;
  expect(text?.length).toBeGreaterThan(10);
  expect(failed.error?.message).toContain(text);

  const response = await fetch(failed.urls.retry, { method: "POST", headers: { "x-api-key": testApp.api.key } });
  expect(response.status).toBe(202);
  const ended = await follow(testApp.api, await response.json(), () => {});
  expect(ended).toMatchObject({ status: "completed", error: null });
  expect(ended.steps.find(({ key }) => key === "scenes")?.status).toBe("succeeded");
});

test("an answer with no scene is not reused by another job of the same request", async () => {
  await sandbox.fault({ service: "qwen-vl", fault: "scenes-none", count: 1 });
  const options = { prompt: "A boat appears, once more without scenes." };
  const film = { model: "next-scene", input: [{ type: "image", url: picture }], options };
  const failed = await follow(testApp.api, await generate(testApp.api, film), () => {});
  expect(failed.error?.code).toBe("no_scene");
  const again = await follow(testApp.api, await generate(testApp.api, film), () => {});
  expect(again.status).toBe("completed");
});

test("retry continues from what failed and repeats nothing that is finished", async () => {
  await sandbox.fault({ service: "concat-upscale", fault: "fail", count: 1 });
  const options = { prompt: "The last seed holds on." };
  const film = { model: "next-scene", input: [{ type: "image", url: picture }], options };
  const job = await generate(testApp.api, { ...film, cache: false }); // instant clips are all equal, so their join would be cached
  const failed = await follow(testApp.api, job, () => {});
  expect([failed.status, failed.error?.step]).toEqual(["failed", "film"]);
  const before = (await sandbox.submits()).length;
  const response = await fetch(failed.urls.retry, { method: "POST", headers: { "x-api-key": testApp.api.key } });
  expect(response.status).toBe(202);
  const ended = await follow(testApp.api, await response.json(), () => {});
  expect(ended.status).toBe("completed");
  expect((await sandbox.submits()).length).toBe(before + 1);
});
