import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { follow, upload } from "@/cli/film/api-client";
import { createApiKey } from "@/cli/supervisor/database";
import { createClient } from "@/lib/client";
import { type Job, jobListSchema, problemSchema } from "@/lib/schemas/job";
import { newKeySchema, usageListSchema } from "@/lib/schemas/key";
import { sample, startApp, type TestApp } from "../app";
import { type Caller, callerOf } from "../caller";
import { sandboxOf } from "../sandbox-admin";

/** The limits of keys, counted in the database, in a real app whose services have prices. */

let testApp: TestApp;
let admin: Caller;

beforeAll(async () => {
  testApp = await startApp({
    SANDBOX_INSTANT: "1",
    WAN_I2V_PRICE: "0.1/s",
    QWEN_EDIT_PRICE: "0.04",
    WAN_TALK_PRICE: "0.5",
  });
  admin = callerOf(testApp, (await createApiKey(testApp.app.settings, "operations", "admin")).key);
});
afterAll(() => testApp?.close());
beforeEach(() => sandboxOf(testApp).fault());

let takes = 0;

/** A caller with its own key and a picture. */
async function customer(limits: Record<string, unknown> = {}) {
  const { id, key } = newKeySchema.parse(await (await admin.post("/v1/keys", { name: "customer", limits })).json());
  const api = { ...testApp.api, key };
  const picture = await upload(api, sample);
  const caller = callerOf(testApp, key);
  /** Every take is different, so that no result is reused, unless `options` say otherwise. */
  const submit = (model: string, options: Record<string, unknown> = {}, headers: Record<string, string> = {}) => {
    takes += 1;
    const given = { prompt: `Take ${takes}.`, ...options };
    const body = { model, input: [{ type: "image", url: picture }], options: given };
    return caller.post("/v1/generate", body, headers);
  };
  const ended = async (response: Response): Promise<Job> => {
    expect(response.status).toBe(202);
    return follow(api, await response.json(), () => {});
  };
  const cancelled = async (job: Job): Promise<Job> => {
    await caller.post(`/v1/jobs/${job.id}/cancel`);
    return follow(api, job, () => {});
  };
  /** Waits until a job waits for a review. */
  const reviewed = async (response: Response): Promise<Job> => {
    expect(response.status).toBe(202);
    const { id } = (await response.json()) as Job;
    for await (const job of createClient(api).events(id)) if (job.status === "awaiting_review") return job;
    throw new Error("The job did not wait for a review.");
  };
  const jobs = async () => jobListSchema.parse(await (await caller.get("/v1/jobs?limit=100&fields=all")).json()).data;
  const usage = async (query = "") =>
    usageListSchema
      .parse(await (await caller.get(`/v1/usage?${query}`)).json())
      .data.map(({ id: _, day: __, ...row }) => row);
  return { id, key, caller, picture, submit, ended, reviewed, cancelled, jobs, usage };
}

const statuses = (answers: Response[]) => {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};
const many = <T>(count: number, make: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, i) => make(i)));
const codeOf = async (response: Response) => problemSchema.parse(await response.json()).code;

/** Its webhook never comes: the job keeps running until it is cancelled. */
const forever = () => ({ prompt: `Take ${takes}. [fault:no-webhook]` });

describe("concurrent jobs", () => {
  test("20 concurrent submits do not exceed a limit of 5", async () => {
    const { submit, jobs, cancelled, ended } = await customer({ concurrentJobs: 5 });
    const answers = await many(20, () => submit("qwen-edit", forever()));
    expect(statuses(answers)).toEqual({ 202: 5, 429: 15 });
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(await codeOf(refused ?? new Response())).toBe("too_many_jobs");
    const underWay = await jobs();
    expect(underWay.length).toBe(5);
    const [one] = underWay;
    if (one) await cancelled(one);
    await ended(await submit("qwen-edit"));
    expect((await submit("qwen-edit", forever())).status).toBe(202);
    expect((await submit("qwen-edit")).status).toBe(429);
    for (const job of await jobs()) await cancelled(job);
  });

  test("20 concurrent submits with the same Idempotency-Key all return one job, even with a limit of one", async () => {
    const { submit, jobs, cancelled } = await customer({ concurrentJobs: 1 });
    const answers = await many(20, () =>
      submit("qwen-edit", { prompt: "Once. [fault:no-webhook]" }, { "idempotency-key": "once" }),
    );
    expect(statuses(answers)).toEqual({ 202: 20 });
    const ids = await Promise.all(answers.map(async (answer) => ((await answer.json()) as Job).id));
    const [job] = await jobs();
    expect(ids).toEqual(ids.map(() => job?.id));
    expect((await submit("qwen-edit", {}, { "idempotency-key": "another" })).status).toBe(429);
    if (job) await cancelled(job);
    const later = await submit("qwen-edit", {}, { "idempotency-key": "another" });
    expect([later.status, later.headers.get("idempotent-replayed")]).toEqual([202, null]);
  });

  test("a retry counts as one more job", async () => {
    const { submit, cancelled, caller } = await customer({ concurrentJobs: 1 });
    const first = await cancelled(await (await submit("qwen-edit", forever())).json());
    const second: Job = await (await submit("qwen-edit", forever())).json();
    const refused = await caller.post(`/v1/jobs/${first.id}/retry`);
    expect([refused.status, await codeOf(refused)]).toEqual([429, "too_many_jobs"]);
    await cancelled(second);
    expect((await caller.post(`/v1/jobs/${first.id}/retry`)).status).toBe(202);
    await cancelled(first);
  });
});

describe("the daily budget", () => {
  test("20 concurrent submits do not exceed it", async () => {
    const { submit, jobs, cancelled } = await customer({ dailyBudget: 1 });
    const answers = await many(20, () => submit("wan-i2v", forever())); // 3 s at 0.1 each
    expect(statuses(answers)).toEqual({ 202: 3, 402: 17 });
    const problem = problemSchema.parse(await (await submit("wan-i2v", forever())).json());
    expect(problem.code).toBe("budget_exceeded");
    expect(problem.detail).toContain(
      "can cost up to 0.3 USD, but of the key's daily budget of 1 USD only 0.1 USD is left",
    );
    for (const job of await jobs()) await cancelled(job);
  });

  test("an ended job counts with its charged cost, and one from the cache with nothing", async () => {
    const { submit, ended, usage, id } = await customer({ dailyBudget: 1 });
    const same = { prompt: "The same.", seed: 5 };
    expect((await ended(await submit("wan-i2v", same))).cost).toEqual({
      estimated: 0.3,
      max: 0.3,
      actual: 0.3,
      currency: "USD",
    });
    for (let i = 0; i < 4; i++) {
      const again = await ended(await submit("wan-i2v", same));
      expect(again.cost).toEqual({ estimated: 0, max: 0, actual: 0, currency: "USD" });
    }
    expect(await usage()).toEqual([
      { object: "usage", keyId: id, jobs: 5, estimated: 0.3, actual: 0.3, currency: "USD" },
    ]);
    await ended(await submit("wan-i2v", { duration: 7 })); // exactly 1 USD
    expect((await submit("qwen-edit")).status).toBe(402);
    expect((await submit("qwen-vl")).status).toBe(202); // it has no price
  });

  test("the charge of a failed call counts, and a retry must fit into the rest", async () => {
    const { id, submit, ended, usage, caller } = await customer({ dailyBudget: 0.07 });
    const failed = await ended(await submit("qwen-edit", { prompt: "Take 0. [fault:fail=out of film]" }));
    expect([failed.status, failed.cost.actual]).toEqual(["failed", 0.04]);
    expect(await usage()).toMatchObject([{ jobs: 1, estimated: 0.04, actual: 0.04 }]);
    expect((await submit("qwen-edit")).status).toBe(402);
    expect((await caller.post(`/v1/jobs/${failed.id}/retry`)).status).toBe(402); // it would be paid again
    await admin.send("PATCH", `/v1/keys/${id}`, { limits: { dailyBudget: 0.08 } });
    expect((await caller.post(`/v1/jobs/${failed.id}/retry`)).status).toBe(202);
  });
});

describe("a re-take of a job that waits for a review", () => {
  /** Three keyframes at 0.04 are made, three clips at 0.3 are planned. */
  async function film(limits: Record<string, unknown>) {
    const { caller, picture, reviewed } = await customer(limits);
    takes += 1;
    const options = { prompt: `Film ${takes}.`, seed: takes };
    const input = [{ type: "image", url: picture }];
    const written = await reviewed(
      await caller.post("/v1/generate", { model: "next-scene", input, options, review: true }),
    );
    const job = await reviewed(await caller.post(`/v1/jobs/${written.id}/approve`));
    const step = `/v1/jobs/${job.id}/steps/keyframe.1`;
    const retake = () => caller.post(`${step}/retake`, { prompt: `A lone tree, ${takes}.` });
    return { job, retake, reviewed, choose: (take: number) => caller.post(`${step}/choose`, { take }) };
  }

  test("counts as the only job that its key may run", async () => {
    const { retake, choose, reviewed } = await film({ concurrentJobs: 1 });
    const again = await reviewed(await retake());
    expect(again.steps.find(({ key }) => key === "keyframe.1")?.takes).toHaveLength(2);
    await reviewed(await choose(1));
  });

  test("must fit into the budget together with the remaining steps, counted once", async () => {
    const enough = await film({ dailyBudget: 1.06 });
    expect((await enough.reviewed(await enough.retake())).cost).toMatchObject({ estimated: 1.06, actual: 0.16 });
    const tooLittle = await film({ dailyBudget: 1.05 });
    const refused = await tooLittle.retake();
    const { code, detail } = problemSchema.parse(await refused.json());
    expect([refused.status, code]).toEqual([402, "budget_exceeded"]);
    expect(detail).toContain(
      "can cost up to 0.94 USD, but of the key's daily budget of 1.05 USD only 0.93 USD is left",
    );
  });
});

test("a re-take with another model or length is estimated at the price of the changed call", async () => {
  const { submit, ended, caller } = await customer({ dailyBudget: 1.1 });
  const job = await ended(await submit("wan-i2v")); // 0.3
  const retake = (changes: object) =>
    caller.post(`/v1/jobs/${job.id}/steps/${job.steps[0]?.key ?? ""}/retake`, changes);
  const tooLong = problemSchema.parse(await (await retake({ duration: 9 })).json());
  expect(tooLong).toMatchObject({
    code: "budget_exceeded",
    detail: expect.stringContaining("can cost up to 0.9 USD"),
  });
  const spoken = await ended(await retake({ model: "wan-talk", audio_prompt: "Ahoy." }));
  expect(spoken.cost).toMatchObject({ estimated: 0.8, actual: 0.8 });
});

test("work that had begun when its job was cancelled is charged once", async () => {
  const { submit, usage, caller } = await customer();
  const job: Job = await (await submit("wan-i2v", { prompt: "Take 0. [fault:slow=60]" })).json();
  const service = sandboxOf(testApp);
  const isAtWork = async () => {
    const ours = (await service.submits()).filter((one) => one.service === "wan-i2v" && one.prompt === "Take 0.");
    expect(ours.map(({ state }) => state)).toEqual(["generating"]);
  };
  await vi.waitFor(isAtWork, { timeout: 120_000, interval: 50 });
  for (let i = 0; i < 3; i++) await caller.post(`/v1/jobs/${job.id}/cancel`);
  const ended = await follow({ ...testApp.api, key: caller.key ?? "" }, job, () => {});
  expect([ended.status, ended.cost.actual]).toEqual(["cancelled", 0.3]);
  expect(await usage()).toMatchObject([{ jobs: 1, estimated: 0.3, actual: 0.3 }]);
});

describe("submits per minute", () => {
  test("every answer contains the rate limit's state, errors too; a refused request gets Retry-After", async () => {
    const { submit, caller } = await customer({ requestsPerMinute: 3 });
    const left = (response: Response) => {
      expect(response.headers.get("ratelimit-policy")).toBe('"create";q=3;w=60');
      const [, r, t] = /^"create";r=(\d+);t=(\d+)$/.exec(response.headers.get("ratelimit") ?? "") ?? [];
      expect(Number(t)).toBeGreaterThan(0);
      expect(Number(t)).toBeLessThanOrEqual(60);
      return [response.status, Number(r)];
    };
    expect(left(await submit("qwen-vl"))).toEqual([202, 2]);
    expect(left(await submit("nothing"))).toEqual([400, 1]);
    expect(left(await submit("qwen-vl"))).toEqual([202, 0]);
    const refused = await submit("qwen-vl");
    expect(left(refused)).toEqual([429, 0]);
    expect(refused.headers.get("ratelimit")).toContain(`t=${refused.headers.get("retry-after")}`);
    expect(await codeOf(refused)).toBe("rate_limited");
    expect((await caller.get("/v1/jobs")).status).toBe(200);
  });

  test("of 20 concurrent submits exactly the limit is accepted; a raised limit applies at once", async () => {
    const { submit, id } = await customer({ requestsPerMinute: 5 });
    expect(statuses(await many(20, () => submit("qwen-vl")))).toEqual({ 202: 5, 429: 15 });
    await admin.send("PATCH", `/v1/keys/${id}`, { limits: { requestsPerMinute: 1000 } });
    expect((await submit("qwen-vl")).status).toBe(202);
  });

  test("quotes, uploads and webhook tests have their own limits, separate from submits", async () => {
    const { submit, caller, key } = await customer({ requestsPerMinute: 2 }); // one upload is made
    const quote = () => caller.post("/v1/generate?dry_run=true", { model: "nothing", input: [] });
    const uploading = () => {
      const headers = { "x-api-key": key, "content-type": "image/png" };
      return fetch(new URL("/v1/uploads", testApp.api.url), { method: "POST", headers, body: "no picture" });
    };
    const testing = () => caller.post("/v1/webhooks/test", { url: "http://127.0.0.1:1/" });
    for (const [policy, most, made, ask] of [
      ["quote", 10, 0, quote],
      ["upload", 10, 1, uploading],
      ["test", 1, 0, testing],
    ] as const) {
      for (let left = most - made - 1; left >= 0; left--) {
        const answer = await ask();
        expect([policy, answer.status, answer.headers.get("ratelimit-policy")]).toEqual([
          policy,
          400,
          `"${policy}";q=${most};w=60`,
        ]);
        expect(answer.headers.get("ratelimit")).toMatch(new RegExp(`^"${policy}";r=${left};t=\\d+$`));
      }
      const refused = await ask();
      expect([refused.status, await codeOf(refused)]).toEqual([429, "rate_limited"]);
      expect(refused.headers.get("retry-after")).toMatch(/^\d+$/);
    }
    for (const path of ["retry", "steps/x/retake", "steps/x/choose"]) {
      const job = "/v1/jobs/01a20714-0a7b-7635-89f6-245feb21084c";
      expect([path, (await caller.post(`${job}/${path}?dry_run=true`, {})).status]).toEqual([path, 429]);
    }
    expect((await caller.post("/v1/uploads/presign", {})).status).toBe(429);
    expect((await caller.post("/v1/uploads/01a20714-0a7b-7635-89f6-245feb21084c/complete")).status).toBe(429);
    expect(statuses([await submit("qwen-vl"), await submit("qwen-vl"), await submit("qwen-vl")])).toEqual({
      202: 2,
      429: 1,
    });
  });

  test("a flood from one key does not affect other keys", async () => {
    const [loud, quiet] = [await customer({ requestsPerMinute: 10 }), await customer({ requestsPerMinute: 10 })];
    const flood = many(200, () => loud.submit("qwen-vl"));
    const answers = [];
    for (let i = 0; i < 10; i++) answers.push(await quiet.submit("qwen-vl"), await quiet.caller.get("/v1/jobs"));
    expect(statuses(answers)).toEqual({ 200: 10, 202: 10 });
    expect(statuses(await flood)).toEqual({ 202: 10, 429: 190 });
  });
});

describe("GET /v1/usage", () => {
  test("is kept when jobs are deleted; a user sees its own days, an admin those of all keys or of one", async () => {
    const [one, two] = [await customer(), await customer()];
    const job = await one.ended(await one.submit("qwen-edit"));
    await two.ended(await two.submit("qwen-edit"));
    expect((await one.caller.send("DELETE", `/v1/jobs/${job.id}`)).status).toBe(204);
    const ofOne = [{ object: "usage", keyId: one.id, jobs: 1, estimated: 0.04, actual: 0.04, currency: "USD" }];
    expect(await one.usage()).toEqual(ofOne);
    expect(await one.usage(`keyId=${two.id}`)).toEqual(ofOne);
    const asAdmin = async (query: string) =>
      usageListSchema.strict().parse(await (await admin.get(`/v1/usage?${query}`)).json());
    expect((await asAdmin(`keyId=${two.id}`)).data.map(({ keyId }) => keyId)).toEqual([two.id]);
    const all = (await asAdmin("limit=1000")).data.map(({ id }) => id);
    const paged: string[] = [];
    for (let after = ""; ; ) {
      const { data, hasMore, lastId } = await asAdmin(`limit=2${after && `&after=${after}`}`);
      paged.push(...data.map(({ id }) => id));
      if (!hasMore) break;
      after = lastId ?? "";
    }
    expect(all.length).toBeGreaterThan(1);
    expect(paged).toEqual(all);
    expect((await asAdmin("from=2020-01-01&to=2020-01-31")).data).toEqual([]);
    for (const wrong of ["from=yesterday", "to=2020-13-01", "after=x", "day=1"]) {
      expect((await one.caller.get(`/v1/usage?${wrong}`)).status, wrong).toBe(400);
    }
  });
});
