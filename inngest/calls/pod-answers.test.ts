import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { createClient } from "@libsql/client";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { follow, generate, upload } from "@/cli/film/api-client";
import { mediaFolder } from "@/lib/media/testing/made";
import type { Job } from "@/lib/schemas/job";
import recorded from "@/lib/services/testing/pod-answers.json";
import { sample, startApp, type TestApp } from "@/testing/app";
import { post, type Said, type Script, startFakePod } from "@/testing/fake-pod";

/** Services' answers in every known spelling: each through the public API, with real processes. */

const price = 0.5;
let testApp: TestApp;
let pod: Awaited<ReturnType<typeof startFakePod>>;
let elsewhere: typeof pod;
let picture: string;

beforeAll(async () => {
  const { path, remove } = await mediaFolder();
  const clip = await readFile(path("film.mp4"));
  await remove();
  [pod, elsewhere] = await Promise.all([startFakePod(clip), startFakePod(clip)]);
  testApp = await startApp(
    {
      SANDBOX_INSTANT: "1",
      SERVICE_API_KEY: "a-key-for-the-pods",
      WAN_I2V_URL: `${pod.origin}/wan-i2v`,
      WAN_I2V_PRICE: String(price),
      QWEN_VL_URL: `${pod.origin}/qwen-vl`,
      QWEN_VL_PRICE: String(price),
      UNKNOWN_STATUS_GRACE: "2",
    },
    [elsewhere.origin.replace("http://127.0.0.1", "127.0.0.1/32")],
  );
  picture = await upload(testApp.api, sample);
}, 400_000);
afterAll(async () => {
  await testApp?.close();
  pod?.close();
  elsewhere?.close();
});

let takes = 0;

async function start(script: Script, model = "wan-i2v"): Promise<{ job: Job; prompt: string }> {
  takes += 1;
  const prompt = `Answer ${takes}.`;
  pod.scripts.set(prompt, script);
  const job = await generate(testApp.api, { model, input: [{ type: "image", url: picture }], options: { prompt } });
  return { job, prompt };
}

async function run(script: Script, model?: string) {
  const { job, prompt } = await start(script, model);
  const ended = await follow(testApp.api, job, () => {});
  return { job: ended, step: ended.steps[0], submits: pod.submitsOf(prompt).length };
}

const get = async (path: string) => {
  const response = await fetch(new URL(path, testApp.api.url), { headers: { "x-api-key": testApp.api.key } });
  return { status: response.status, json: await response.json() };
};
const until = (job: Job, wanted: object) =>
  vi.waitFor(
    async () => {
      const { json } = await get(`/v1/jobs/${job.id}`);
      expect(json.steps[0]).toMatchObject(wanted);
      return json as Job;
    },
    { timeout: 120_000, interval: 50 },
  );

async function database(sql: string, args: string[] = []) {
  const client = createClient({ url: `file:${testApp.dataDir}/nextscene.db`, timeout: 5000 });
  const { rows } = await client.execute({ sql, args });
  client.close();
  return rows;
}

const receipt = { id: "9fff5c68-0000-4000-8000-000000000000", queuePosition: 1, estimatedWaitTime: 2.24 };
const file = (name = "clip.mp4") => `${pod.origin}/r/file/${name}`;
const done = (changes: object = {}) => ({
  id: receipt.id,
  status: "completed",
  localUrl: [file()],
  error: null,
  ...changes,
});
const webhookOf = (prompt: string) =>
  vi.waitFor(() => pod.submitsOf(prompt)[0]?.webhookUrl ?? expect.fail("no submit"), 120_000);

/** The recorded answers, with this test's pod in place of the original; each spelling is a case. */
const here = (said: unknown): Said =>
  JSON.parse(JSON.stringify(said).replaceAll("http://127.0.0.1:3219", pod.origin.replaceAll('"', "")));
const cases = Object.entries(recorded).flatMap(([name, [given, webhooks]]) => {
  if (name === "format" || !Array.isArray(webhooks)) return [];
  const isOrder = name.startsWith("02");
  const each = isOrder || webhooks.length < 2 ? [webhooks] : webhooks.map((one) => [one]);
  return each.map((said, i) => ({ name: each.length > 1 ? `${name}, ${i + 1}` : name, given, said }));
});
const of = (from: string, to = from) => cases.filter(({ name }) => name.slice(0, 2) >= from && name.slice(0, 2) <= to);
const results = [...of("01", "04"), ...of("06"), ...of("09", "13")];

describe("recorded answers", () => {
  test.each(results)("$name: the file", async ({ given, said }) => {
    const { job, step, submits } = await run({ receipt: here(given), webhooks: said.map(here) });
    expect([job.status, job.error, step?.outputs.length, submits]).toEqual(["completed", null, 1, 1]);
    expect(step?.cost).toBe(price);
  });

  test.each(of("05"))("$name: the failure", async ({ given, said }) => {
    const { job, submits } = await run({ receipt: here(given), webhooks: said.map(here) });
    expect([job.status, job.error?.code, submits]).toEqual(["failed", "service_failed", 1]);
  });

  test.each(of("08"))("$name: a failure that says so at once", async ({ given, said }) => {
    const { job } = await run({ receipt: here(given), webhooks: said.map(here) });
    expect(job).toMatchObject({ status: "failed", error: { code: "service_failed" } });
    expect(job.error?.message).toContain('its result is not a URL: [""]');
  });

  test.each(of("14"))("$name: job, list and page are shown, and the job ends", async ({ given }) => {
    const { job, prompt } = await start({ receipt: here(given) });
    await until(job, { status: "waiting" });
    // As an earlier version would have stored it.
    await database(
      "update calls set wait_seconds = 900000000000000, queue_position = 900000000000000 where job_id = ?",
      [job.id],
    );
    expect((await get(`/v1/jobs/${job.id}`)).json.steps[0].eta).toMatch(/^\d{4}-/);
    expect((await get("/v1/jobs")).status).toBe(200);
    expect(await post(await webhookOf(prompt), done())).toBe(200);
    expect((await follow(testApp.api, job, () => {})).status).toBe("completed");
  });

  test.each(of("15"))("$name: it is cancelled at the service that has the work", async ({ given }) => {
    const id = `cancelled-${takes}`;
    const { job } = await start({ receipt: { ...(here(given) as object), id } });
    await until(job, { status: "waiting" });
    await fetch(job.urls.cancel, { method: "POST", headers: { "x-api-key": testApp.api.key } });
    expect((await follow(testApp.api, job, () => {})).status).toBe("cancelled");
    expect(pod.asked.map(({ path }) => path)).toContain(`/wan-i2v/cancel/${id}`);
  });
});

describe("a field that cannot be read decides nothing", () => {
  const odd = [
    ["text in queuePosition", { queuePosition: "third of ten", estimatedWaitTime: "soon" }],
    ["negative and huge figures", { queuePosition: -4, estimatedWaitTime: 1e300, progress: -1 }],
    ["objects everywhere", { id: { a: 1 }, queuePosition: [], estimatedWaitTime: {}, pod_url: 7, progress: {} }],
  ] as const;
  test.each(odd)("%s, in receipt, progress and end", async (_, fields) => {
    const script = {
      receipt: { ...fields, ...receipt },
      webhooks: [
        { status: "processing", ...fields },
        { ...fields, ...done() },
      ],
    };
    const { job, submits } = await run({ ...script, receipt: { ...receipt, ...fields, id: receipt.id } });
    expect([job.status, submits]).toEqual(["completed", 1]);
  });

  const nested = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  const unreadable: [string, Said, string][] = [
    ["a web page", "<html>502 Bad Gateway</html>", "502 Bad Gateway"],
    ["nothing", "", "nothing"],
    ["bytes", new Uint8Array(randomBytes(64).fill(0, 0, 4)), "not text"],
    ["nested arrays as the error", `{"error":${nested.slice(0, 50_000)}1${nested.slice(-50_000)}}`, "cannot be read"],
    ["seventeen megabytes", `{"padding":"${"x".repeat(17_000_000)}"}`, "exceeds the size limit"],
  ];
  test.each(unreadable)("%s is stored, shown on the step, and ends nothing", async (_, said, words) => {
    const { job, prompt } = await start({ receipt });
    await until(job, { status: "waiting" });
    const url = await webhookOf(prompt);
    expect([await post(url, said), await post(url, said)]).toEqual([200, 200]);
    await until(job, { status: "waiting", said: expect.stringContaining(words) });
    const kept = await database("select kind from inbox join calls on calls.id = call_id where job_id = ?", [job.id]);
    expect(kept.map(({ kind }) => kind)).toEqual(["unreadable"]);
    expect(await post(url, done())).toBe(200);
    expect((await follow(testApp.api, job, () => {})).status).toBe("completed");
  });
});

describe("the end, in any encoding", () => {
  const utf16 = (text: string) => Buffer.from(text, "utf16le");
  const json = () => JSON.stringify(done());
  const packed: [string, () => Said, Record<string, string>?][] = [
    ["gzip that says so", () => gzipSync(json()), { "content-encoding": "gzip" }],
    ["gzip that says nothing", () => gzipSync(json())],
    ["UTF-16 with its mark", () => Buffer.concat([Uint8Array.of(0xff, 0xfe), utf16(json())])],
    ["UTF-16, the other way round", () => Buffer.concat([Uint8Array.of(0xff, 0xfe), utf16(json())]).swap16()],
    ["Latin-1", () => Buffer.from(JSON.stringify(done({ prompt: "Café" })), "latin1")],
    ["NaN and a line break in a text", () => `{"t":NaN,"prompt":"a\nb","n":-Infinity,${json().slice(1)}`],
    ["Python's words", () => `{"stream":True,"seed":None,${json().slice(1)}`],
    ["a list of one", () => JSON.stringify([done()])],
    ["three megabytes", () => JSON.stringify({ padding: "x".repeat(3_000_000), ...done() })],
  ];
  test.each(packed)("%s", async (_, said, headers) => {
    const { job, submits } = await run({ receipt, webhooks: [said()], headers });
    expect([job.status, submits]).toEqual(["completed", 1]);
  });
});

describe("receipts", () => {
  test("one that is the failure ends the call, which is charged", async () => {
    const { job, step } = await run({ receipt: { ...receipt, status: "failed", error: "out of memory" } });
    expect(job).toMatchObject({ status: "failed", error: { code: "service_failed" } });
    expect([job.error?.message, step?.cost]).toEqual(["wan-i2v: out of memory", price]);
  });

  test("one that is the result needs no id", async () => {
    const { job, submits } = await run({ receipt: { status: "SUCCESS", localUrl: file() } });
    expect([job.status, submits]).toEqual(["completed", 1]);
  });

  test.each([
    { status: "error", message: "no credits left" },
    { error: { message: "no credits left" } },
    { success: false, msg: "no credits left" },
  ])("a 200 with an error and without an id is a refusal that costs nothing: %j", async (refusal) => {
    const { job, step, submits } = await run({ receipt: refusal });
    expect(job).toMatchObject({ status: "failed", error: { code: "service_refused" } });
    expect(job.error?.message).toContain("no credits left");
    expect([step?.cost, submits]).toEqual([0, 1]);
  });
});

describe("progress", () => {
  test.each([
    [10, 0.1, "wan-i2v is working."],
    ["10%", 0.1, "wan-i2v is working."],
    [0.1, 0.1, "wan-i2v is working."],
    ["loading the model", null, "wan-i2v: loading the model"],
  ])("%j is shown on the step and streamed", async (progress, share, message) => {
    const { job, prompt } = await start({ receipt: { id: receipt.id } });
    await until(job, { status: "waiting" });
    const seen: unknown[] = [];
    const ended = follow(testApp.api, job, ({ steps }) => seen.push([steps[0]?.progress, steps[0]?.message]));
    const url = await webhookOf(prompt);
    await post(url, { id: receipt.id, status: "processing", progress });
    await vi.waitFor(() => expect(seen).toContainEqual([share, message]), 120_000);
    await post(url, done());
    expect((await ended).status).toBe("completed");
  });

  test("400 reports cost one row, one event and no step of the engine", async () => {
    const { job, prompt } = await start({ receipt });
    await until(job, { status: "waiting" });
    const url = await webhookOf(prompt);
    const rows = (table: string, where: string) =>
      database(`select count(*) as rows from ${table} where ${where}`, [job.id]);
    const ofInbox = "call_id in (select id from calls where job_id = ?)";
    for (let i = 1; i <= 400; i++) await post(url, { id: receipt.id, status: "processing", progress: i / 5 });
    expect(await rows("inbox", ofInbox)).toMatchObject([{ rows: 1 }]);
    expect(await rows("events", "type = 'progress' and job_id = ?")).toMatchObject([{ rows: 1 }]);
    await until(job, { progress: 0.8 });
    await post(url, done());
    expect((await follow(testApp.api, job, () => {})).status).toBe("completed");
  });

  test("it confirms an unconfirmed submit", async () => {
    const { job, prompt } = await start({ status: 502, receipt: "<h1>Bad Gateway</h1>" });
    await until(job, { status: "unconfirmed" });
    const url = await webhookOf(prompt);
    await post(url, { id: 17, status: "IN_PROGRESS", queuePosition: "2" });
    await until(job, { status: "waiting", queuePosition: 2, attempt: 1 });
    await post(url, done());
    expect((await follow(testApp.api, job, () => {})).status).toBe("completed");
    expect(pod.submitsOf(prompt)).toHaveLength(1);
  });
});

describe("a status that is not known", () => {
  test("with a file: the step shows it, and the file is used after the grace", async () => {
    const { job, prompt } = await start({ receipt });
    await until(job, { status: "waiting" });
    await post(await webhookOf(prompt), done({ status: "vollendet" }));
    await until(job, { status: "waiting", said: expect.stringContaining("the unknown status vollendet") });
    const ended = await follow(testApp.api, job, () => {});
    expect([ended.status, ended.steps[0]?.outputs.length, pod.submitsOf(prompt).length]).toEqual(["completed", 1, 1]);
  });

  test("without a file: the step shows it and keeps waiting", async () => {
    const { job, prompt } = await start({ receipt });
    await until(job, { status: "waiting" });
    const url = await webhookOf(prompt);
    await post(url, { id: receipt.id, status: "frobnicating" });
    await until(job, { status: "waiting", said: expect.stringContaining("frobnicating") });
    await post(url, done());
    expect((await follow(testApp.api, job, () => {})).status).toBe("completed");
  });
});

describe("a result that is not there at first", () => {
  test.each([403, 404, 503, "empty", "cut"] as const)("%s, then the file: fetched again, paid once", async (state) => {
    const name = `late-${state}.mp4`;
    pod.files.set(`/r/file/${name}`, [state, state, 200]);
    const { job, step, submits } = await run({ receipt, webhooks: [done({ localUrl: [file(name)] })] });
    expect([job.status, step?.cost, submits]).toEqual(["completed", price, 1]);
  });

  test.each([
    ["ftp://example.com/clip.mp4", "ftp://example.com/clip.mp4"],
    ["http://169.254.169.254/clip.mp4", "169.254.169.254"],
  ])("%s can never be fetched: it fails at once and names the address", async (address, words) => {
    const { job, submits } = await run({ receipt, webhooks: [done({ localUrl: [address] })] });
    expect(job).toMatchObject({ status: "failed", error: { code: "result_unusable" } });
    expect([job.error?.message.includes(words), submits]).toEqual([true, 1]);
  });
});

describe("a service that answers in its response", () => {
  test.each(["COMPLETED", "ok", 200, null])("the status %j beside a text: the text", async (status) => {
    const { job } = await run({ receipt: { status, enhanced_prompt: "Next Scene: dusk." } }, "qwen-vl");
    expect([job.status, job.result]).toEqual(["completed", { text: "Next Scene: dusk." }]);
  });

  test("NaN in its answer does not invalidate the text", async () => {
    const { job } = await run({ receipt: '{"status":"success","enhanced_prompt":"Dusk.","time":NaN}' }, "qwen-vl");
    expect([job.status, job.result]).toEqual(["completed", { text: "Dusk." }]);
  });

  test("an unreadable answer fails with its words, and counts as paid until a person decides", async () => {
    const { job, step } = await run({ receipt: "<h1>Please sign in</h1>" }, "qwen-vl");
    expect(job).toMatchObject({ status: "failed", error: { code: "service_unknown" } });
    expect([job.error?.message.includes("Please sign in"), step?.cost]).toEqual([true, price]);
  });
});

test("the service's key does not follow a receipt to another place", async () => {
  const id = "work-elsewhere";
  const { job, prompt } = await start({ receipt: { ...receipt, id, pod_url: `${elsewhere.origin}/pod` } });
  await until(job, { status: "waiting" });
  await fetch(job.urls.cancel, { method: "POST", headers: { "x-api-key": testApp.api.key } });
  expect((await follow(testApp.api, job, () => {})).status).toBe("cancelled");
  const cancelled = elsewhere.asked.filter(({ path }) => path === `/pod/cancel/${id}`);
  expect(cancelled.map(({ headers }) => headers["x-api-key"])).toEqual([undefined]);
  expect(pod.submitsOf(prompt)[0]?.headers["x-api-key"]).toEqual(expect.any(String));
});
