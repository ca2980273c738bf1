import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { follow, upload } from "@/cli/film/api-client";
import { createApiKey } from "@/cli/supervisor/database";
import { type Job, type Quote, quoteSchema } from "@/lib/schemas/job";
import { newKeySchema } from "@/lib/schemas/key";
import { sample, startApp, type TestApp } from "../app";
import { callerOf } from "../caller";
import { sandboxOf } from "../sandbox-admin";

/**
 * Prices and budgets through the public API: quotes match the charges, and no way to continue a job exceeds the daily
 * budget.
 */

let testApp: TestApp;
let admin: ReturnType<typeof callerOf>;
let sandbox: ReturnType<typeof sandboxOf>;

const clip = 0.3;
const keyframe = 0.05;

beforeAll(async () => {
  const prices = { WAN_I2V_PRICE: "0.1/s", QWEN_EDIT_PRICE: "0.05" };
  testApp = await startApp({ SANDBOX_INSTANT: "1", KEEP_DELETED_HOURS: "0", ...prices });
  admin = callerOf(testApp, (await createApiKey(testApp.app.settings, "operations", "admin")).key);
  sandbox = sandboxOf(testApp);
});
afterAll(() => testApp?.close());
beforeEach(() => sandbox.fault());

let many = 0;
/** A key with its own limits, and its requests. */
async function customer(limits: Record<string, unknown> = {}) {
  const made = await (await admin.post("/v1/keys", { name: "customer", limits })).json();
  const { id, key } = newKeySchema.parse(made);
  const api = { ...testApp.api, key };
  const caller = callerOf(testApp, key);
  const input = [{ type: "image", url: await upload(api, sample) }];
  many += 1;
  const mark = `Customer ${many}`;
  const body = (model: string, options: Record<string, unknown> = {}, more: Record<string, unknown> = {}) => ({
    model,
    input,
    options: { prompt: `${mark}.`, seed: many, ...options },
    ...more,
  });
  const submit = (...given: Parameters<typeof body>) => caller.post("/v1/generate", body(...given));
  const ended = async (answer: Response): Promise<Job> => {
    if (answer.status !== 202) throw new Error(`${answer.status}: ${await answer.text()}`);
    return follow(api, await answer.json(), () => {});
  };
  const quoted = async (answer: Response): Promise<Quote> => {
    if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`);
    return quoteSchema.strict().parse(await answer.json());
  };
  const quote = async (...given: Parameters<typeof body>) =>
    quoted(await caller.post("/v1/generate?dry_run=true", body(...given)));
  const of = (job: Job, path: string, given?: unknown) => caller.post(`/v1/jobs/${job.id}/${path}`, given);
  /** The price of the work that services accepted from it. */
  const accepted = async () => {
    const ours = (await sandbox.submits()).filter(({ prompt }) => prompt.startsWith(mark));
    return ours.reduce((sum, { service }) => sum + (service === "wan-i2v" ? clip : keyframe), 0);
  };
  return { id, caller, body, submit, ended, quote, quoted, of, accepted, mark };
}
const times = <T>(count: number, make: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, i) => make(i)));

describe("the daily budget holds", () => {
  test("for retries of steps that failed after they were paid, one by one", async () => {
    const { submit, of, ended, accepted, mark } = await customer({ dailyBudget: 2 });
    let job = await ended(await submit("wan-i2v", { prompt: `${mark} [fault:fail]` }));
    expect([job.status, job.cost.actual]).toEqual(["failed", clip]);
    let answer = await of(job, "retry");
    for (; answer.status === 202; answer = await of(job, "retry")) job = await ended(answer);
    expect(answer.status).toBe(402);
    expect(await accepted()).toBeCloseTo(6 * clip, 6);
    expect(job.cost.actual).toBeCloseTo(6 * clip, 6);
  });

  test("with 20 concurrent retries and 20 new jobs, repeatedly", async () => {
    const { submit, of, ended, accepted, mark } = await customer({ dailyBudget: 2 });
    const prompt = (i: number) => ({ prompt: `${mark}: ${i} [fault:fail]` });
    const failed = await times(2, async (i) => ended(await submit("wan-i2v", prompt(i))));
    for (let round = 0; round < 3; round++) {
      const retries = times(20, (i) => of(failed[i % 2] as Job, "retry"));
      const news = times(20, (i) => submit("wan-i2v", prompt(100 * (round + 1) + i)));
      const going = (await Promise.all([retries, news])).flat().filter(({ status }) => status === 202);
      await Promise.all(going.map(ended));
    }
    expect(await accepted()).toBeCloseTo(6 * clip, 6);
  });

  test("when jobs are cancelled and retried, and services charge for work that had begun", async () => {
    const { submit, of, caller, mark } = await customer({ dailyBudget: 1 });
    const going = await times(
      3,
      async (i) => (await submit("wan-i2v", { prompt: `${mark}: ${i} [fault:hold]` })).json() as Promise<Job>,
    );
    for (let round = 0; round < 4; round++) {
      await Promise.all(going.map((job) => of(job, "cancel")));
      for (const job of going) await follow({ ...testApp.api, key: caller.key ?? "" }, job, () => {});
      await Promise.all(going.map((job) => of(job, "retry")));
    }
    await Promise.all(going.map((job) => of(job, "cancel")));
    const charged = await Promise.all(
      going.map((job) => follow({ ...testApp.api, key: caller.key ?? "" }, job, () => {})),
    );
    expect(charged.reduce((sum, { cost }) => sum + cost.actual, 0)).toBeLessThanOrEqual(1);
    await sandbox.release(); // work that had begun keeps its worker
  });

  test("for the owner's key, when an admin continues its job", async () => {
    const { submit, of, ended, mark } = await customer({ dailyBudget: 0.65 });
    const failed = await ended(await submit("wan-i2v", { prompt: `${mark} [fault:fail]` }));
    const going = await (await submit("wan-i2v", { prompt: `${mark} two [fault:no-webhook]` })).json();
    expect((await of(failed, "retry")).status).toBe(402);
    const byAdmin = await admin.post(`/v1/jobs/${failed.id}/retry`);
    expect(byAdmin.status).toBe(202);
    await ended(byAdmin);
    await of(going, "cancel");
    await follow({ ...testApp.api, key: admin.key ?? "" }, going, () => {});
    expect((await submit("wan-i2v", { prompt: `${mark} three` })).status).toBe(402); // 0.6 were charged
  });
});

test("a second submit of an unconfirmed step is reserved in the budget before it leaves", async () => {
  const { id, submit, caller, mark } = await customer({ dailyBudget: 0.5 });
  const job: Job = await (
    await submit("wan-i2v", { prompt: `${mark} [fault:submit-reset-accepted] [fault:no-webhook]` })
  ).json();
  const now = async () => (await (await caller.get(`/v1/jobs/${job.id}`)).json()) as Job;
  await expect.poll(async () => (await now()).steps[0]?.status).toBe("unconfirmed");
  const path = `/v1/jobs/${job.id}/steps/${job.steps[0]?.key ?? ""}/resolve`;
  const refused = await caller.post(path, { action: "submit_again" });
  expect([refused.status, (await refused.json()).detail]).toEqual([
    402,
    expect.stringContaining("costs 0.3 USD more than was reserved for this job, but only 0.2 USD is left"),
  ]);
  await admin.send("PATCH", `/v1/keys/${id}`, { limits: { dailyBudget: 0.6 } });
  expect((await caller.post(path, { action: "submit_again" })).status).toBe(200);
  expect((await now()).cost.estimated).toBeCloseTo(0.6, 6);
  await caller.post(`/v1/jobs/${job.id}/cancel`);
});

describe("a quote matches the work", () => {
  const film = { duration: 3 };

  test("of a repeated film, whose cost then equals it", async () => {
    const { submit, quote, ended } = await customer();
    const first = await quote("next-scene", film);
    expect(first.cost.estimated).toBeCloseTo(3 * (clip + keyframe), 6);
    const made = await ended(await submit("next-scene", film));
    expect(made.cost).toMatchObject({ estimated: first.cost.estimated, actual: first.cost.estimated });
    const again = await quote("next-scene", film);
    expect([again.cost.estimated, again.estimatedTime]).toEqual([0, 0]);
    expect(again.steps.map(({ key }) => key).sort()).toEqual(first.steps.map(({ key }) => key).sort());
    const afresh = await quote("next-scene", film, { cache: false });
    expect(afresh.cost.estimated).toBeCloseTo(first.cost.estimated, 6);
    expect((await ended(await submit("next-scene", film))).cost).toMatchObject({ estimated: 0, actual: 0 });
    // Longer clips of the same pictures: only the clips are made.
    const longer = await quote("next-scene", { duration: 4 });
    expect(longer.cost.estimated).toBeCloseTo(3 * 0.4, 6);
    expect((await ended(await submit("next-scene", { duration: 4 }))).cost.actual).toBeCloseTo(1.2, 6);
  });

  test("of a job whose result is cached by its input bytes, in whatever form they arrive", async () => {
    const { submit, quote, ended, caller, body } = await customer();
    await ended(await submit("qwen-edit"));
    expect((await quote("qwen-edit")).cost.estimated).toBe(0);
    const [picture] = (await ended(await submit("qwen-edit"))).inputs;
    const input = [{ type: "image", url: picture?.url ?? "" }];
    const answer = await caller.post("/v1/generate?dry_run=true", { ...body("qwen-edit"), input });
    expect(quoteSchema.parse(await answer.json()).cost.estimated).toBe(0);
    const job = await ended(await caller.post("/v1/generate", { ...body("qwen-edit"), input, maxCost: 0 }));
    expect([job.status, job.cost.actual]).toEqual(["completed", 0]);
  });

  test("also with an exhausted budget: a free job is accepted", async () => {
    const { submit, ended } = await customer({ dailyBudget: clip });
    await ended(await submit("wan-i2v"));
    expect((await ended(await submit("wan-i2v"))).cost.actual).toBe(0);
    expect((await submit("wan-i2v", { prompt: "Another." })).status).toBe(402);
  });

  test("of a retry: the failed and the missing steps, at their later cost", async () => {
    const { submit, of, ended, quoted, mark } = await customer();
    const options = { ...film, prompt: `${mark} [fault:wan-i2v:fail@2]` };
    const job = await ended(await submit("next-scene", options));
    const quote = await quoted(await of(job, "retry?dry_run=true"));
    expect(quote.cost.estimated).toBeCloseTo(clip, 6);
    const again = await ended(await of(job, "retry"));
    expect(again.cost.actual - job.cost.actual).toBeCloseTo(clip, 6);
    expect(again.cost.estimated).toBeCloseTo(again.cost.actual, 6);
  });
});

describe("a cached result that was deleted before its job runs", () => {
  /** A clip with a quote of 0; before its job begins, the result that it would reuse is deleted. */
  async function lost(limits: Record<string, unknown>, more: Record<string, unknown> = {}) {
    const one = await customer(limits);
    const first = await one.ended(await one.submit("wan-i2v"));
    const engine = testApp.app.pids.engine ?? 0;
    process.kill(engine, "SIGSTOP");
    try {
      const answer = await one.submit("wan-i2v", {}, more);
      const second = (await answer.clone().json()) as Job;
      expect(second.cost).toMatchObject({ estimated: 0, actual: 0 });
      expect((await one.caller.send("DELETE", `/v1/jobs/${first.id}`)).status).toBe(204);
      process.kill(engine, "SIGCONT");
      return { ...one, job: await one.ended(answer) };
    } finally {
      process.kill(engine, "SIGCONT");
    }
  }

  test("is made again and paid within the budget", async () => {
    const { job } = await lost({ dailyBudget: 0.6 });
    expect(job.status).toBe("completed");
    expect(job.cost).toMatchObject({ estimated: clip, actual: clip });
  });

  test("is not paid beyond it: the step explains that, and a retry works with a higher budget", async () => {
    const { id, job, of, ended } = await lost({ dailyBudget: 0.5 });
    expect(job).toMatchObject({ status: "failed", error: { code: "budget_exceeded", retryable: true } });
    expect(job.error?.message).toContain("0.3 USD more than was reserved");
    expect(job.cost.actual).toBe(0);
    expect((await of(job, "retry")).status).toBe(402);
    await admin.send("PATCH", `/v1/keys/${id}`, { limits: { dailyBudget: 0.6 } });
    expect(await ended(await of(job, "retry"))).toMatchObject({ status: "completed", cost: { actual: clip } });
  });

  test("is not paid beyond the caller's maxCost", async () => {
    const { job } = await lost({}, { maxCost: 0.1 });
    expect(job).toMatchObject({ status: "failed", error: { code: "budget_exceeded" }, cost: { actual: 0 } });
    expect(job.error?.message).toContain("`maxCost`");
  });
});
