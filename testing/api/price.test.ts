import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { follow, upload } from "@/cli/film/api-client";
import { createApiKey } from "@/cli/supervisor/database";
import { type Job, type Quote, quoteSchema } from "@/lib/schemas/job";
import { newKeySchema } from "@/lib/schemas/key";
import { sample, startApp, type TestApp } from "../app";
import { callerOf } from "../caller";
import { sandboxOf } from "../sandbox-admin";

/** Money through the public door: what is quoted is asked, and no way to go on passes the budget of a day. */

let house: TestApp;
let admin: ReturnType<typeof callerOf>;
let sandbox: ReturnType<typeof sandboxOf>;

const clip = 0.3;
const keyframe = 0.05;

beforeAll(async () => {
  house = await startApp({ SANDBOX_INSTANT: "1", WAN_I2V_PRICE: "0.1/s", QWEN_EDIT_PRICE: "0.05" });
  admin = callerOf(house, (await createApiKey(house.app.settings, "operations", "admin")).key);
  sandbox = sandboxOf(house);
}, 180_000);
afterAll(() => house?.close());
beforeEach(() => sandbox.fault());

let many = 0;
/** A key with limits of its own, and what it does. */
async function customer(limits: Record<string, unknown> = {}) {
  const made = await (await admin.post("/v1/keys", { name: "customer", limits })).json();
  const { id, key } = newKeySchema.parse(made);
  const api = { ...house.api, key };
  const caller = callerOf(house, key);
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
  /** What services accepted of it, at their prices. */
  const accepted = async () => {
    const ours = (await sandbox.submits()).filter(({ prompt }) => prompt.startsWith(mark));
    return ours.reduce((sum, { service }) => sum + (service === "wan-i2v" ? clip : keyframe), 0);
  };
  return { id, caller, body, submit, ended, quote, quoted, of, accepted, mark };
}
const times = <T>(count: number, make: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, i) => make(i)));

describe("the budget of a day holds", () => {
  test("whoever retries what failed after it was paid, one by one", async () => {
    const { submit, of, ended, accepted, mark } = await customer({ dailyBudget: 2 });
    let job = await ended(await submit("wan-i2v", { prompt: `${mark} [fault:fail]` }));
    expect([job.status, job.cost.actual]).toEqual(["failed", clip]);
    let answer = await of(job, "retry");
    for (; answer.status === 202; answer = await of(job, "retry")) job = await ended(answer);
    expect(answer.status).toBe(402);
    expect(await accepted()).toBeCloseTo(6 * clip, 6);
    expect(job.cost.actual).toBeCloseTo(6 * clip, 6);
  });

  test("with 20 retries and 20 new jobs at the same moment, again and again", async () => {
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

  test("when jobs are cancelled and retried, and services charge what they had begun", async () => {
    const { submit, of, caller, mark } = await customer({ dailyBudget: 1 });
    const going = await times(
      3,
      async (i) => (await submit("wan-i2v", { prompt: `${mark}: ${i} [fault:slow=600]` })).json() as Promise<Job>,
    );
    for (let round = 0; round < 4; round++) {
      await Promise.all(going.map((job) => of(job, "cancel")));
      for (const job of going) await follow({ ...house.api, key: caller.key ?? "" }, job, () => {});
      await Promise.all(going.map((job) => of(job, "retry")));
    }
    await Promise.all(going.map((job) => of(job, "cancel")));
    const charged = await Promise.all(
      going.map((job) => follow({ ...house.api, key: caller.key ?? "" }, job, () => {})),
    );
    expect(charged.reduce((sum, { cost }) => sum + cost.actual, 0)).toBeLessThanOrEqual(1);
  });

  test("for the owner too, when an admin has a job of theirs go on", async () => {
    const { submit, of, ended, mark } = await customer({ dailyBudget: 0.65 });
    const failed = await ended(await submit("wan-i2v", { prompt: `${mark} [fault:fail]` }));
    const going = await (await submit("wan-i2v", { prompt: `${mark} two [fault:no-webhook]` })).json();
    expect((await of(failed, "retry")).status).toBe(402);
    const byAdmin = await admin.post(`/v1/jobs/${failed.id}/retry`);
    expect(byAdmin.status).toBe(202);
    await ended(byAdmin);
    await of(going, "cancel");
    await follow({ ...house.api, key: admin.key ?? "" }, going, () => {});
    expect((await submit("wan-i2v", { prompt: `${mark} three` })).status).toBe(402); // 0.6 were charged
  });
});

test("a second submit of a step that may have been taken is reserved before it leaves", async () => {
  const { id, submit, caller, mark } = await customer({ dailyBudget: 0.5 });
  const job: Job = await (
    await submit("wan-i2v", { prompt: `${mark} [fault:submit-reset-accepted] [fault:no-webhook]` })
  ).json();
  const now = async () => (await (await caller.get(`/v1/jobs/${job.id}`)).json()) as Job;
  await expect.poll(async () => (await now()).steps[0]?.status, { timeout: 60_000 }).toBe("unconfirmed");
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

describe("a quote is what is really asked", () => {
  const film = { duration: 3 };

  test("of the same film again, and the film then costs that", async () => {
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
    // Longer clips of the same pictures: only they are asked.
    const longer = await quote("next-scene", { duration: 4 });
    expect(longer.cost.estimated).toBeCloseTo(3 * 0.4, 6);
    expect((await ended(await submit("next-scene", { duration: 4 }))).cost.actual).toBeCloseTo(1.2, 6);
  });

  test("of a job whose result is there by its bytes, however they are given", async () => {
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

  test("also where a budget has nothing left: what costs nothing is let in", async () => {
    const { submit, ended } = await customer({ dailyBudget: clip });
    await ended(await submit("wan-i2v"));
    expect((await ended(await submit("wan-i2v"))).cost.actual).toBe(0);
    expect((await submit("wan-i2v", { prompt: "Another." })).status).toBe(402);
  });

  test("of a retry: what failed and what was never made, at what it then costs", async () => {
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

describe("a result that is gone when its turn comes", () => {
  /** A clip that was quoted as free; before its job begins, the one that it would come from is deleted. */
  async function lost(limits: Record<string, unknown>, more: Record<string, unknown> = {}) {
    const one = await customer(limits);
    const first = await one.ended(await one.submit("wan-i2v"));
    const engine = house.app.pids.engine ?? 0;
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

  test("is paid within the budget", async () => {
    const { job } = await lost({ dailyBudget: 0.6 });
    expect(job.status).toBe("completed");
    expect(job.cost).toMatchObject({ estimated: clip, actual: clip });
  });

  test("and not beyond it: the step says what is missing, and a retry pays when there is money again", async () => {
    const { id, job, of, ended } = await lost({ dailyBudget: 0.5 });
    expect(job).toMatchObject({ status: "failed", error: { code: "budget_exceeded", retryable: true } });
    expect(job.error?.message).toContain("0.3 USD more than was reserved");
    expect(job.cost.actual).toBe(0);
    expect((await of(job, "retry")).status).toBe(402);
    await admin.send("PATCH", `/v1/keys/${id}`, { limits: { dailyBudget: 0.6 } });
    expect(await ended(await of(job, "retry"))).toMatchObject({ status: "completed", cost: { actual: clip } });
  });

  test("nor beyond the caller's maxCost", async () => {
    const { job } = await lost({}, { maxCost: 0.1 });
    expect(job).toMatchObject({ status: "failed", error: { code: "budget_exceeded" }, cost: { actual: 0 } });
    expect(job.error?.message).toContain("`maxCost`");
  });
});
