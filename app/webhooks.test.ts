import { createClient } from "@libsql/client";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Caller, type Got, startCaller } from "@/bench/caller-server";
import { type House, openHouse, sample } from "@/bench/house";
import { sandboxOf } from "@/bench/sandbox-admin";
import { follow, generate, upload } from "@/cli/api-client";
import { createApiKey } from "@/cli/database";
import type { Delivery, DeliveryAttempt } from "@/lib/delivery";
import { type Job, problemSchema } from "@/lib/job";

/** Webhooks out, through the public API of a real app, to a caller's server that answers as it is told. */

let house: House;
let caller: Caller;
let other: Caller;
let foreignKey: string;
let picture: string;

beforeAll(async () => {
  [caller, other] = await Promise.all([startCaller(), startCaller()]);
  house = await openHouse({ SANDBOX_INSTANT: "1" }, [caller.network, other.network]);
  foreignKey = (await createApiKey(house.app.settings, "somebody else")).key;
  picture = await upload(house.api, sample);
}, 180_000);
afterAll(async () => {
  caller?.close();
  other?.close();
  await house?.close();
});

type Whole = Delivery & { attempts: DeliveryAttempt[] };

async function ask(method: string, path: string, body?: unknown, key = house.api.key) {
  const headers = { "x-api-key": key, ...(body !== undefined && { "content-type": "application/json" }) };
  const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const response = await fetch(new URL(path, house.api.url), init);
  return { status: response.status, headers: response.headers, json: await response.json() };
}
const get = async (path: string, key?: string) => (await ask("GET", path, undefined, key)).json;
const post = (path: string, body?: unknown, key?: string) => ask("POST", path, body, key);

/** A statement in the app's own database, for what only time would bring about. */
async function write(sql: string, args: (string | number)[]): Promise<void> {
  const client = createClient({ url: `file:${house.dataDir}/nextscene.db`, timeout: 5000 });
  await client.execute({ sql, args });
  client.close();
}

let takes = 0;
/** An address of its own for one test. */
const address = (at = caller) => {
  takes += 1;
  const path = `/hook/${takes}`;
  return { path, url: at.origin + path };
};

/** A job that ends at once and tells `webhookUrl`. */
async function ended(webhookUrl: string, fault = ""): Promise<Job> {
  takes += 1;
  const options = { prompt: `Describe it, take ${takes}. ${fault}`.trim() };
  const body = { model: "qwen-vl", input: [{ type: "image", url: picture }], options, webhookUrl };
  return follow(house.api, await generate(house.api, body), () => {});
}

const deliveryOf = async (job: Job): Promise<Whole> => {
  const { data } = await get(`/v1/jobs/${job.id}/deliveries`);
  return get(`/v1/deliveries/${data[0].id}`);
};
const until = (job: Job, wanted: Partial<Delivery>) =>
  vi.waitFor(async () => {
    const delivery = await deliveryOf(job);
    expect(delivery).toMatchObject(wanted);
    return delivery;
  }, 25_000);

const verify = (secret: string, { headers, body }: Got) =>
  new Webhook(secret).verify(body, headers as Record<string, string>) as Record<string, unknown>;
const secretNow = async (key?: string): Promise<string> => (await get("/v1/webhooks/secret", key)).secret;
const signaturesOf = (one: Got | undefined) => String(one?.headers["webhook-signature"]).split(" ").length;

/** The newest request that a test event makes. */
async function tested(key?: string): Promise<Got> {
  const { path, url } = address();
  expect((await post("/v1/webhooks/test", { url }, key)).json.delivered).toBe(true);
  const [one] = caller.at(path);
  if (!one) throw new Error("No test event came.");
  return one;
}

describe("the secret", () => {
  test("verifies what its key is sent, as often as it is shown; another key's does not", async () => {
    const { path, url } = address();
    const job = await ended(url);
    const [came] = (await caller.came(path)) as [Got];
    const { headers, json } = await ask("GET", "/v1/webhooks/secret");
    expect([headers.get("cache-control"), json.object]).toEqual(["no-store", "webhook_secret"]);
    expect(verify(json.secret, came)).toMatchObject({ id: job.id, status: "completed" });
    expect(await secretNow()).toBe(json.secret);
    const foreign = await secretNow(foreignKey);
    expect(foreign).not.toBe(json.secret);
    expect(() => verify(foreign, came)).toThrow();
  });

  test("rotated, both sign until the overlap has passed; then the old one stops", async () => {
    const { id, key } = await createApiKey(house.app.settings, "rotates");
    const old = await secretNow(key);
    const rotated = (await post("/v1/webhooks/secret/rotate", { overlap: 3600 }, key)).json;
    expect(rotated.secret).not.toBe(old);
    expect(rotated).toEqual(await get("/v1/webhooks/secret", key));
    expect(Date.parse(rotated.previousUntil) - Date.parse(rotated.rotatedAt)).toBe(3_600_000);
    const both = await tested(key);
    for (const secret of [old, rotated.secret]) expect(verify(secret, both)).toMatchObject({ model: "webhook.test" });
    await write("update webhook_rotations set previous_until = ? where key_id = ?", [Date.now() - 1, id]);
    const one = await tested(key);
    expect(verify(rotated.secret, one)).toMatchObject({ model: "webhook.test" });
    expect(() => verify(old, one)).toThrow();
    expect((await get("/v1/webhooks/secret", key)).previousUntil).toBeNull();
  });

  test("without a body the overlap is a day; a second rotation meanwhile is a conflict, unless it ends all at once", async () => {
    const { key } = await createApiKey(house.app.settings, "rotates twice");
    const old = await secretNow(key);
    const first = await post("/v1/webhooks/secret/rotate", undefined, key);
    expect(Date.parse(first.json.previousUntil) - Date.parse(first.json.rotatedAt)).toBe(86_400_000);
    const second = await post("/v1/webhooks/secret/rotate", {}, key);
    expect([second.status, second.json.code]).toEqual([409, "conflict"]);
    expect(await secretNow(key)).toBe(first.json.secret);
    const last = await post("/v1/webhooks/secret/rotate", { overlap: 0 }, key);
    const came = await tested(key);
    expect([signaturesOf(came), verify(last.json.secret, came).model]).toEqual([1, "webhook.test"]);
    for (const secret of [old, first.json.secret]) expect(() => verify(secret, came)).toThrow();
  });

  test("rotated ten times at once it is rotated once", async () => {
    const { key } = await createApiKey(house.app.settings, "rotates at once");
    const answers = await Promise.all(Array.from({ length: 10 }, () => post("/v1/webhooks/secret/rotate", {}, key)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(409)]);
  });

  test.each([
    [{ overlap: -1 }, "/overlap"],
    [{ overlap: 604_801 }, "/overlap"],
    [{ overlap: 1.5 }, "/overlap"],
    [{ hours: 1 }, "/hours"],
  ])("a rotation with %j is refused by name", async (body, pointer) => {
    const { status, json } = await post("/v1/webhooks/secret/rotate", body);
    expect([status, problemSchema.parse(json).errors[0]?.pointer]).toEqual([400, pointer]);
  });
});

describe("a delivery", () => {
  test("that fails is tried again after five seconds under the same id, signed anew, and the log has both", async () => {
    const { path, url } = address();
    caller.answer(path, { status: 500, body: "down" }, { status: 200, body: "thanks" });
    const job = await ended(url);
    await caller.came(path);
    const waiting = await until(job, { status: "pending", attempt: 1, lastAttempt: expect.anything() });
    expect(waiting.attempts).toMatchObject([{ attempt: 1, status: 500, answer: "down" }]);
    expect(Date.parse(waiting.nextAttemptAt ?? "")).toBeGreaterThan(Date.parse(waiting.createdAt) + 3_900);
    const [first, second] = (await caller.came(path, 2)) as [Got, Got];
    const done = await until(job, { status: "delivered", attempt: 2, nextAttemptAt: null });
    expect(done.attempts).toMatchObject([
      { attempt: 1, status: 500, answer: "down", milliseconds: expect.any(Number) },
      { attempt: 2, status: 200, answer: "thanks", milliseconds: expect.any(Number) },
    ]);
    expect([first.headers["webhook-id"], second.headers["webhook-id"]]).toEqual([done.id, done.id]);
    expect(Number(second.headers["webhook-timestamp"])).toBeGreaterThan(Number(first.headers["webhook-timestamp"]));
    for (const one of [first, second]) expect(verify(await secretNow(), one)).toMatchObject({ id: job.id });
  });

  test("is not sent where a redirect points", async () => {
    const [{ path, url }, elsewhere] = [address(), address()];
    caller.answer(path, { status: 302, headers: { location: elsewhere.url } });
    const job = await ended(url);
    const delivery = await until(job, { status: "pending", lastAttempt: expect.objectContaining({ status: 302 }) });
    expect([delivery.attempt, caller.at(elsewhere.path)]).toEqual([1, []]);
  });

  test("answered with 410 is over", async () => {
    const { path, url } = address();
    caller.answer(path, { status: 410, body: "gone" });
    const delivery = await until(await ended(url), { status: "failed" });
    expect(delivery).toMatchObject({ attempt: 1, nextAttemptAt: null, deliveredAt: null });
  });

  test("waits as long as Retry-After says, within twice the step", async () => {
    const { path, url } = address();
    caller.answer(path, { status: 503, headers: { "retry-after": "3600" } });
    const job = await ended(url);
    const delivery = await until(job, { status: "pending", lastAttempt: expect.objectContaining({ status: 503 }) });
    const wait = Date.parse(delivery.nextAttemptAt ?? "") - Date.parse(delivery.lastAttempt?.finishedAt ?? "");
    expect(wait).toBeGreaterThan(6_500); // longer than the step with its jitter
    expect(wait).toBeLessThanOrEqual(10_000);
  });

  test("is delivered by its status alone: of a long or compressed answer the log keeps what it can", async () => {
    const [long, packed] = [address(), address()];
    caller.answer(long.path, { status: 200, body: `${"é".repeat(511)}a${"é".repeat(50_000)}` });
    caller.answer(packed.path, { status: 200, headers: { "content-encoding": "gzip" }, body: "\x1f\x8b" });
    const [first, second] = await Promise.all([ended(long.url), ended(packed.url)]);
    const kept = await until(first, { status: "delivered" });
    expect(kept.attempts[0]?.answer).toBe(`${"é".repeat(511)}a`); // 1,023 bytes: no character is cut in two
    expect((await until(second, { status: "delivered" })).attempts[0]?.answer).toContain("compressed");
  });

  test("that is not answered is given up after its time and tried again", async () => {
    const { path, url } = address();
    caller.answer(path, "silence", { status: 204 });
    const job = await ended(url);
    const delivery = await until(job, { lastAttempt: expect.objectContaining({ status: null }) });
    expect(delivery.attempts[0]?.answer).toContain("did not answer in time");
    expect(await until(job, { status: "delivered" })).toMatchObject({ attempt: 2 });
  }, 60_000);

  test("tells how the job ended then, also when it was retried since; the retry is told under an id of its own", async () => {
    const { path, url } = address();
    caller.answer(path, { status: 410 });
    await sandboxOf(house).fault({ service: "qwen-edit", fault: "fail", count: 1 });
    const options = { prompt: "It fails once." };
    const body = { model: "qwen-edit", input: [{ type: "image", url: picture }], options, webhookUrl: url };
    const job = await follow(house.api, await generate(house.api, body), () => {});
    const failed = await until(job, { status: "failed" });
    caller.answer(path, { status: 204 });
    const retried = await follow(house.api, (await post(`/v1/jobs/${job.id}/retry`)).json, () => {});
    expect([job.status, retried.status]).toEqual(["failed", "completed"]);
    await caller.came(path, 2);
    await post(`/v1/deliveries/${failed.id}/replay`);
    const told = (await caller.came(path, 3)).map((one) => JSON.parse(one.body));
    expect(told.map(({ status }) => status)).toEqual(["failed", "completed", "failed"]);
    expect(told[2]).toEqual(told[0]);
    expect(new Set(caller.at(path).map(({ headers }) => headers["webhook-id"])).size).toBe(2);
  });
});

describe("the log", () => {
  test("lists own deliveries newest first, by job and state, page by page without a gap", async () => {
    const { url } = address();
    const jobs = [await ended(url), await ended(url), await ended(url)];
    for (const job of jobs) await until(job, { status: "delivered" });
    const all: Delivery[] = (await get("/v1/deliveries?limit=100")).data;
    expect(all.map(({ id }) => id)).toEqual(
      all
        .map(({ id }) => id)
        .sort()
        .reverse(),
    );
    const seen: string[] = [];
    for (let after = ""; ; ) {
      const page = await get(`/v1/deliveries?limit=2${after && `&after=${after}`}`);
      seen.push(...page.data.map(({ id }: Delivery) => id));
      if (!page.hasMore) break;
      after = page.lastId;
    }
    expect(seen).toEqual(all.map(({ id }) => id));
    const mine = await get(`/v1/deliveries?job=${jobs[0]?.id}&status=delivered`);
    expect(mine.data).toMatchObject([{ jobId: jobs[0]?.id, status: "delivered", lastAttempt: { status: 204 } }]);
    expect((await get(`/v1/deliveries?job=${jobs[0]?.id}&status=failed`)).data).toEqual([]);
    for (const query of ["limit=0", "limit=101", "status=lost", "job=x", "after=x", "colour=red"]) {
      expect((await ask("GET", `/v1/deliveries?${query}`)).status, query).toBe(400);
    }
  });

  test("of somebody else does not exist", async () => {
    const job = await ended(address().url);
    const { id } = await until(job, { status: "delivered" });
    const routes = [
      `GET /v1/deliveries/${id}`,
      `POST /v1/deliveries/${id}/replay`,
      `GET /v1/jobs/${job.id}/deliveries`,
    ];
    for (const route of routes) {
      const [method = "", path = ""] = route.split(" ");
      expect((await ask(method, path, undefined, foreignKey)).status, route).toBe(404);
    }
    expect((await get(`/v1/deliveries?job=${job.id}`, foreignKey)).data).toEqual([]);
    expect((await get("/v1/deliveries", foreignKey)).data).toEqual([]);
    expect((await ask("GET", "/v1/deliveries/none")).status).toBe(404);
  });

  test("goes with its job", async () => {
    const job = await ended(address().url);
    const { id } = await until(job, { status: "delivered" });
    await post(`/v1/deliveries/${id}/replay`);
    await until(job, { status: "delivered", attempt: 2 });
    await fetch(job.urls.self, { method: "DELETE", headers: { "x-api-key": house.api.key } });
    expect((await ask("GET", `/v1/deliveries/${id}`)).status).toBe(404);
    const client = createClient({ url: `file:${house.dataDir}/nextscene.db`, timeout: 5000 });
    for (const table of ["delivery_attempts where delivery_id", "outbox where id"]) {
      const { rows } = await client.execute(`select count(*) as n from ${table} like '%${id}%'`);
      expect(rows[0]?.n, table).toBe(0);
    }
    client.close();
  });
});

describe("a replay", () => {
  test("sends a delivered one again under its id, and counts its attempts on", async () => {
    const { path, url } = address();
    const job = await ended(url);
    const { id } = await until(job, { status: "delivered" });
    const { status, json } = await post(`/v1/deliveries/${id}/replay`);
    expect([status, json.id, json.attempts.length]).toEqual([202, id, 1]);
    const [first, second] = (await caller.came(path, 2)) as [Got, Got];
    expect([first.headers["webhook-id"], second.headers["webhook-id"]]).toEqual([id, id]);
    const done = await until(job, { status: "delivered", attempt: 2 });
    expect(done.attempts.map(({ attempt }) => attempt)).toEqual([1, 2]);
  });

  test("gives a failed one its whole schedule again", async () => {
    const { path, url } = address();
    caller.answer(path, { status: 410 }, { status: 500 }, { status: 204 });
    const job = await ended(url);
    const { id } = await until(job, { status: "failed" });
    await post(`/v1/deliveries/${id}/replay`);
    const again = await until(job, { status: "delivered" });
    expect(again.attempts.map(({ status }) => status)).toEqual([410, 500, 204]);
  });

  test("brings a pending one forward, and the run that waited for it does nothing more", async () => {
    const { path, url } = address();
    caller.answer(path, { status: 500 });
    const job = await ended(url);
    const { id } = await until(job, { attempt: 1, lastAttempt: expect.anything() });
    caller.answer(path, { status: 204 });
    await post(`/v1/deliveries/${id}/replay`);
    const done = await until(job, { status: "delivered" });
    expect(done.attempts.map(({ status }) => status)).toEqual([500, 204]);
    await ended(url); // a whole job later nothing more has come of the first one
    await caller.came(path, 3);
    expect(caller.at(path).filter(({ headers }) => headers["webhook-id"] === id).length).toBe(2);
  });

  test("asked for twenty times at once ends delivered, and every attempt is in the log", async () => {
    const { path, url } = address();
    const job = await ended(url);
    const { id } = await until(job, { status: "delivered" });
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(`/v1/deliveries/${id}/replay`)));
    expect(answers.map(({ status }) => status).filter((status) => status !== 409)).toContain(202);
    expect(answers.filter(({ status }) => status !== 202 && status !== 409)).toEqual([]);
    const done = await until(job, { status: "delivered" });
    expect(done.attempt).toBeGreaterThanOrEqual(2);
    expect(caller.at(path).length).toBe(done.attempts.length);
  });
});
