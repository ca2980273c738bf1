import { createHmac, randomUUID } from "node:crypto";
import { createClient as openDatabase } from "@libsql/client";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { follow, generate } from "@/cli/film/api-client";
import { createClient } from "@/lib/client";
import type { Job } from "@/lib/schemas/job";
import { startApp, type TestApp } from "../app";
import { sandboxOf } from "../sandbox-admin";
import { openVendorProxy } from "../vendor-proxy";

/**
 * Webhooks of vendors that sign them: the token in the address is not enough. Between the app and the vendors' stand-ins is
 * a proxy, which can keep their keys from the app.
 */

const key = "a-key-for-the-vendors-of-this-test";
const vendors = {
  fal: { model: "text-to-image", provider: "fal:flux-dev", keys: "/fal/.well-known/jwks.json", status: /\/requests\// },
  replicate: {
    ...{ model: "text-to-image", provider: "replicate:flux-schnell" },
    ...{ keys: "/replicate/v1/webhooks/default/secret", status: /\/v1\/predictions\/[\w-]+$/ },
  },
  google: {
    ...{ model: "text-to-video", provider: "google:veo-3.1-fast-generate-preview" },
    ...{ keys: "/google/.well-known/jwks.json", status: /\/operations\// },
  },
};
type Vendor = keyof typeof vendors;
const names: Vendor[] = ["fal", "replicate", "google"];

let app: TestApp;
let sandbox: ReturnType<typeof sandboxOf>;
let proxy: Awaited<ReturnType<typeof openVendorProxy>>;
let areKeysAway = true;

beforeAll(async () => {
  proxy = await openVendorProxy(
    () => sandbox.base,
    (path) => (areKeysAway && Object.values(vendors).some(({ keys }) => keys === path) ? 503 : undefined),
  );
  app = await startApp({
    ...{ SANDBOX_INSTANT: "1", SERVICE_API_KEY: key, FAL_KEY: key, REPLICATE_KEY: key, GOOGLE_KEY: key },
    ...{ FAL_URL: `${proxy.url}/fal`, REPLICATE_URL: `${proxy.url}/replicate`, GOOGLE_URL: `${proxy.url}/google` },
  });
  sandbox = sandboxOf(app);
}, 600_000);
afterAll(async () => {
  await app?.close();
  await proxy?.close();
});

/** Faults until the end of the test, which runs alone. */
const faults = async (...rules: Record<string, unknown>[]) => {
  onTestFinished(() => sandbox.fault());
  await sandbox.fault(...rules);
};

const patience = { timeout: 120_000 };
let number = 0;
/** By the id of its job. */
const prompts = new Map<string, string>();

async function start(vendor: Vendor): Promise<Job> {
  const { model, provider } = vendors[vendor];
  const prompt = `A lake, number ${++number}.`;
  const options = { prompt, provider, ...(model === "text-to-video" && { duration: 4 }) };
  const job = await generate(app.api, { model, input: [], options });
  prompts.set(job.id, prompt);
  return job;
}
const end = async (job: Job) => follow(app.api, job, () => {});

/** The work that a vendor accepted for a job, and what its webhooks were answered. */
async function seen(job: Job) {
  return vi.waitFor(
    async () => {
      const { submits, auditEvents } = await sandbox.log();
      const [submit, ...others] = submits.filter(({ prompt }) => prompt === prompts.get(job.id));
      if (!submit) throw new Error("nothing was accepted");
      expect(others).toEqual([]);
      const told = auditEvents.flatMap((one) => (one.happened === "told" && one.id === submit.id ? one.status : []));
      return { submit, told };
    },
    { timeout: 120_000, interval: 100 },
  );
}

/** The answers of a job's only call that are stored. */
async function stored(job: Job) {
  const client = openDatabase({ url: `file:${app.dataDir}/nextscene.db`, timeout: 5000 });
  const sql = "select inbox.body from inbox join calls on calls.id = inbox.call_id where calls.job_id = ?";
  const { rows } = await client.execute({ sql, args: [job.id] });
  client.close();
  return rows.map(({ body }) => String(body));
}

/** A Standard Webhooks message as Replicate's stand-in signs it. */
function signed(body: string, { at = Date.now() }: { at?: number } = {}): Record<string, string> {
  const secret = createHmac("sha256", key).update("replicate webhooks").digest();
  const [id, timestamp] = [`msg_${randomUUID()}`, String(Math.floor(at / 1000))];
  const signature = createHmac("sha256", secret).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
}
const send = async (url: string, body: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(url, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...headers },
  });
  return { status: answer.status, json: await answer.json() };
};

const polls = (vendor: Vendor, id: string) =>
  proxy.recorded.filter(
    ({ method, path }) =>
      method === "GET" && path.includes(id) && vendors[vendor].status.test(path.split("?")[0] ?? ""),
  );

test.concurrent.each(names)(
  "while the keys of %s cannot be fetched, its webhook is a hint, and a poll brings the result",
  patience,
  async (vendor) => {
    const begun = await start(vendor);
    expect(await end(begun)).toMatchObject({ status: "completed", steps: [{ attempt: 1, message: "Done." }] });
    const { submit, told } = await seen(begun);
    expect(told).toEqual([200]);
    expect(polls(vendor, submit.id).length).toBeGreaterThan(0);
    expect(await stored(begun)).toHaveLength(1);
  },
);

describe("a receipt that was lost", () => {
  const some = ["fal", "replicate"] as const;
  beforeAll(() => sandbox.fault(...some.map((service) => ({ service, fault: "submit-reset-accepted" }))));
  afterAll(() => sandbox.fault());

  test.concurrent.each(some)(
    "of %s is made up by a webhook whose signature cannot be verified yet",
    patience,
    async (vendor) => {
      const begun = await start(vendor);
      expect(await end(begun)).toMatchObject({ status: "completed", steps: [{ attempt: 1 }] });
      const { submit, told } = await seen(begun);
      expect(told).toEqual([200]);
      expect(polls(vendor, submit.id).length).toBeGreaterThan(0);
    },
  );
});

test("once the keys can be fetched again, signatures count", patience, async () => {
  areKeysAway = false;
  for (const vendor of names) {
    const { submit } = await seen(await end(await start(vendor)));
    const headers = {
      ...{ "x-fal-webhook-request-id": submit.id, "x-fal-webhook-user-id": "x", "x-fal-webhook-signature": "00" },
      ...{ "x-fal-webhook-timestamp": String(Math.floor(Date.now() / 1000)), "webhook-signature": "v1,AAAA" },
    };
    const refused = () => send(submit.webhookUrl, "{}", headers);
    await vi.waitFor(async () => expect((await refused()).status).toBe(401), { timeout: 120_000, interval: 500 });
  }
});

test.each(names)("a webhook that %s signed is accepted", patience, async (vendor) => {
  const begun = await start(vendor);
  expect(await end(begun)).toMatchObject({ status: "completed", steps: [{ provider: vendors[vendor].provider }] });
  expect((await seen(begun)).told).toEqual([200]);
});

describe("a webhook signed with another key", () => {
  // It comes after the receipt, whose message would replace the note; and the first polls bring nothing.
  const rules = [{ fault: "webhook-signature" }, { fault: "slow", value: 1 }, { fault: "poll-503", value: 3 }];
  beforeAll(() => sandbox.fault(...names.flatMap((service) => rules.map((rule) => ({ service, ...rule })))));
  afterAll(() => sandbox.fault());

  test.concurrent.each(names)("of %s is refused, and a poll brings the result", patience, async (vendor) => {
    const client = createClient(app.api);
    const begun = await start(vendor);
    const noted = vi.waitFor(
      async () => {
        const [step] = (await client.job(begun.id)).steps;
        expect(step?.message).toMatch(/^A webhook of .* was refused: its signature is missing, wrong or older/);
      },
      { timeout: 120_000, interval: 50 },
    );
    await noted;
    expect(await stored(begun)).toEqual([]);
    expect(await end(begun)).toMatchObject({ status: "completed", steps: [{ attempt: 1, message: "Done." }] });
    expect((await seen(begun)).told).toEqual([401]);
    expect(await stored(begun)).toHaveLength(1);
  });
});

test("what is not signed, was changed on the way or is too old is refused, and changes nothing", patience, async () => {
  await faults({ service: "replicate", fault: "no-webhook" });
  const begun = await start("replicate");
  const { submit } = await seen(begun);
  const forged = JSON.stringify({ id: submit.id, status: "failed", error: "forged" });
  const right = signed(forged);
  const changed = forged.replace("forged", "changed");
  for (const [body, headers] of [
    [forged, {}],
    [changed, right],
    [forged, { ...right, "webhook-id": "msg_other" }],
    [forged, { ...right, "webhook-signature": "v1," }],
    [forged, signed(forged, { at: Date.now() - 301_000 })],
    [forged, signed(forged, { at: Date.now() + 400_000 })],
  ] as const) {
    const answer = await send(submit.webhookUrl, body, headers);
    expect(answer).toMatchObject({ status: 401, json: { code: "invalid_signature", retryable: false } });
  }
  const job = await end(begun);
  expect(job).toMatchObject({ status: "completed", steps: [{ status: "succeeded", error: null }] });
  expect(await stored(job)).toHaveLength(1);

  // A signature that is right is no token.
  expect((await send(submit.webhookUrl.replace(/[^/]+$/, "A".repeat(65)), forged, right)).status).toBe(404);
});

test("the token and the signature together are believed", patience, async () => {
  await faults({ service: "replicate", fault: "submit-reset-accepted" }, { service: "replicate", fault: "no-webhook" });
  const begun = await start("replicate");
  const { submit } = await seen(begun);
  const body = JSON.stringify({ id: submit.id, status: "failed", error: "The vendor says no." });
  expect((await send(submit.webhookUrl, body, signed(body, { at: Date.now() - 200_000 }))).status).toBe(200);
  expect(await end(begun)).toMatchObject({ status: "failed", error: { code: "service_failed" } });
});

test("a flood of forged webhooks has the vendor's keys fetched a few times at most", patience, async () => {
  const { submit } = await seen(await end(await start("fal")));
  const fetched = () => proxy.recorded.filter(({ path }) => path === vendors.fal.keys).length;
  const before = fetched();
  const headers = {
    ...{ "x-fal-webhook-request-id": "1", "x-fal-webhook-user-id": "x", "x-fal-webhook-signature": "00".repeat(64) },
    "x-fal-webhook-timestamp": String(Math.floor(Date.now() / 1000)),
  };
  const from = performance.now();
  const flood = Array.from({ length: 300 }, () => send(submit.webhookUrl, "{}", headers));
  // On a busy machine some are verified only after the answer: they are held, and dropped.
  const answers = new Set((await Promise.all(flood)).map(({ status }) => status));
  expect([...answers].filter((status) => status !== 401 && status !== 200)).toEqual([]);
  expect(fetched() - before).toBeLessThanOrEqual(1 + Math.ceil((performance.now() - from) / 15_000));
});
