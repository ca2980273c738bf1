import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { follow, upload } from "@/cli/film/api-client";
import { type Job, jobSchema, problemSchema, quoteSchema } from "@/lib/schemas/job";
import { jobSummaryListSchema } from "@/lib/schemas/job-summary";
import { sample, startApp, type TestApp } from "../app";
import { type Caller, callerOf } from "../caller";
import { sandboxOf } from "../sandbox-admin";

/** The options of a submit, and the errors of wrong requests, in a real app whose services have prices. */

let testApp: TestApp;
let caller: Caller;
let picture: string;

let web: { url: string; network: string; close(): void };
let served = Buffer.alloc(0);
/** Resolves when the web server may answer the new request. */
let mayAnswer = async () => {};

/** A web server with one file, followed by as many free boxes as the address says. */
async function startWeb() {
  const server = createServer(async ({ url = "" }, response) => {
    await mayAnswer();
    const boxes = Array.from({ length: Number(/\?boxes=(\d)/.exec(url)?.[1] ?? 0) }, (_, i) => freeBox(i));
    if (url.endsWith("missing")) return response.writeHead(404).end();
    return response.writeHead(200, { "content-type": "video/mp4" }).end(Buffer.concat([served, ...boxes]));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, network: `127.0.0.1/32:${port}`, close: () => server.close() };
}

beforeAll(async () => {
  web = await startWeb();
  const prices = { WAN_I2V_PRICE: "0.1/s", QWEN_EDIT_PRICE: "0.04" };
  testApp = await startApp({ SANDBOX_INSTANT: "1", ...prices }, [web.network]);
  caller = callerOf(testApp, testApp.api.key);
  picture = await upload(testApp.api, sample);
});
afterAll(async () => {
  web?.close();
  await testApp?.close();
});
beforeEach(() => sandboxOf(testApp).fault());

let takes = 0;
const image = (url = picture) => ({ type: "image", url });
function edit(changes: Record<string, unknown> = {}, prompt = "") {
  takes += 1;
  return { model: "qwen-edit", input: [image()], options: { prompt: `Take ${takes}. ${prompt}`.trim() }, ...changes };
}
const submit = (body: unknown, headers: Record<string, string> = {}) => caller.post("/v1/generate", body, headers);
const jobOf = async (response: Response): Promise<Job> => jobSchema.strict().parse(await response.json());
const ended = async (response: Response) => {
  expect(response.status).toBe(202);
  return follow(testApp.api, await jobOf(response), () => {});
};
const cancelled = async (job: Job) => {
  await caller.post(`/v1/jobs/${job.id}/cancel`);
  return follow(testApp.api, job, () => {});
};
const countJobs = async () =>
  jobSummaryListSchema.parse(await (await caller.get("/v1/jobs?limit=100")).json()).data.length;
async function refused(response: Response) {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const problem = problemSchema.strict().parse(await response.json());
  expect(problem.status).toBe(response.status);
  expect(problem.requestId).toBe(response.headers.get("x-request-id"));
  return problem;
}

describe("Prefer: wait", () => {
  test("a job that ends in time is returned with 200 and the same body as at its own address", async () => {
    const response = await submit(edit(), { prefer: "respond-async, wait=30" });
    expect([response.status, response.headers.get("preference-applied")]).toEqual([200, "wait=30"]);
    const job = await jobOf(response);
    expect(response.headers.get("location")).toBe(job.urls.self);
    expect(job).toMatchObject({ status: "completed", cost: { estimated: 0.04, actual: 0.04 } });
    const { outputs, localUrl, inputs, steps, ...rest } = job;
    expect(await jobOf(await caller.get(`/v1/jobs/${job.id}`))).toMatchObject(rest);
    expect([outputs.length, localUrl.length, inputs.length, steps.length]).toEqual([1, 1, 1, 1]);
  });

  test("another job is returned in its current state, with 202", async () => {
    const response = await submit(edit({}, "[fault:no-webhook]"), { prefer: "wait=1" });
    expect([response.status, response.headers.get("preference-applied")]).toEqual([202, "wait=1"]);
    const job = await jobOf(response);
    expect(["queued", "running"]).toContain(job.status);
    await cancelled(job);
  });

  test("more than a minute is capped, and an invalid number of seconds is ignored", async () => {
    const long = await submit(edit(), { prefer: "wait=600" });
    expect([long.status, long.headers.get("preference-applied")]).toEqual([200, "wait=60"]);
    for (const prefer of ["wait=soon", "wait=-1", "return=minimal"]) {
      const response = await submit(edit(), { prefer });
      expect([response.status, response.headers.get("preference-applied")], prefer).toEqual([202, null]);
    }
  });
});

describe("?dry_run=true", () => {
  const quote = (body: unknown) => caller.post("/v1/generate?dry_run=true", body);
  const film = (changes = {}) => ({ model: "next-scene", input: [image()], options: { prompt: "x" }, ...changes });

  test("quotes the steps and the cost of a job, and stores nothing", async () => {
    const before = await countJobs();
    const response = await quote(film({ options: { prompt: "x", duration: 5 } }));
    expect(response.status).toBe(200);
    const told = quoteSchema.strict().parse(await response.json());
    expect(told).toMatchObject({ model: "next-scene", cost: { estimated: 1.62, currency: "USD" } });
    const clips = told.steps.filter(({ service }) => service === "wan-i2v");
    expect(clips.map(({ cost }) => cost)).toEqual([0.5, 0.5, 0.5]);
    expect(told.steps.map(({ key }) => key)).toContain("film");
    expect(told.estimatedTime).toBeGreaterThan(0);
    expect(await countJobs()).toBe(before);
  });

  test("is refused like the submit, for wrong media and prices too", async () => {
    for (const [body, pointer] of [
      [film({ options: {} }), "/options/prompt"],
      [film({ input: [image("http://127.0.0.1:9/x.jpg")] }), "/input/0/url"],
      [film({ input: [image("asset:none")] }), "/input/0/url"],
      [film({ input: [image("data:image/png;base64,AAAA")] }), "/input/0/url"],
      [film({ maxCost: 1 }), "/maxCost"],
    ] as const) {
      const [dry, wet] = [await refused(await quote(body)), await refused(await submit(body))];
      expect(dry.errors.map((error) => error.pointer)).toEqual([pointer]);
      expect({ ...dry, requestId: "" }).toEqual({ ...wet, requestId: "" });
    }
    expect((await caller.post("/v1/generate?dry_run=yes", film())).status).toBe(400);
    expect((await caller.post("/v1/generate?dryrun=true", film())).status).toBe(400);
  });

  const told = async (response: Response) => {
    expect(response.status).toBe(200);
    const { cost, steps } = quoteSchema.strict().parse(await response.json());
    return [cost.estimated, steps.map(({ key }) => key).sort()];
  };
  const at = (job: Job, path: string, query = "?dry_run=true") => `/v1/jobs/${job.id}/${path}${query}`;
  const short = { prompt: "The tide turns.", duration: 1 };

  test("of a re-take and a choice quotes it with its dependents and starts nothing; the re-take then costs the same", async () => {
    const job = await ended(await submit(film({ options: short, cache: false })));
    const keyframe = `steps/keyframe.2`;
    const follows = ["clip.2", "film", "keyframe.2"];
    expect(await told(await caller.post(at(job, `${keyframe}/retake`), { continue: true }))).toEqual([0.14, follows]);
    expect(await told(await caller.post(at(job, `${keyframe}/choose`), { take: 1 }))).toEqual([0, []]);
    const { status, cost } = await jobOf(await caller.get(`/v1/jobs/${job.id}`));
    expect([status, cost.actual]).toEqual(["completed", job.cost.actual]);

    const again = await ended(await caller.post(at(job, `${keyframe}/retake`, ""), { continue: true }));
    expect(again.cost.actual).toBeCloseTo(job.cost.actual + 0.14, 6);
    const wrong = await caller.post(at(job, `${keyframe}/retake`), { frames: 3 });
    expect((await refused(wrong)).errors).toMatchObject([{ pointer: "/frames" }]);
    expect((await caller.post(at(job, `${keyframe}/choose`), { take: 9 })).status).toBe(404);
  });

  test("of a retry quotes the failed and the missing steps, if the job can be retried", async () => {
    const options = { ...short, prompt: "The tide stands still. [fault:wan-i2v:fail@2]" };
    const job = await ended(await submit(film({ options, cache: false })));
    expect(job.status).toBe("failed");
    const missing = job.steps.filter(({ outputs, text }) => outputs.length === 0 && text === null);
    const made = (by: string) => missing.filter(({ service }) => service === by).length;
    const [estimated, names] = await told(await caller.post(at(job, "retry")));
    // The other keyframes were finished before the job failed.
    expect([made("wan-i2v"), made("qwen-edit")]).toEqual([1, 0]);
    expect(estimated).toBeCloseTo(made("wan-i2v") * 0.1 + made("qwen-edit") * 0.04, 6);
    expect(names).toEqual(missing.map(({ key }) => key).sort());
    expect((await jobOf(await caller.get(`/v1/jobs/${job.id}`))).status).toBe("failed");
    const whole = await ended(await submit(edit()));
    expect((await refused(await caller.post(at(whole, "retry")))).code).toBe("conflict");
  });
});

test("maxCost refuses a more expensive job, and accepts one at exactly that cost", async () => {
  const problem = await refused(await submit(edit({ maxCost: 0.039 })));
  expect(problem).toMatchObject({ status: 402, code: "budget_exceeded", errors: [{ pointer: "/maxCost" }] });
  expect(problem.detail).toContain("0.04 USD");
  expect((await ended(await submit(edit({ maxCost: 0.04 })))).cost.actual).toBe(0.04);
});

test("metadata is returned unchanged, up to 16 KB", async () => {
  const metadata = { order: 7, "☂": ["a", null, { deep: true }], text: "x".repeat(15_000) };
  const job = await ended(await submit(edit({ metadata })));
  expect(job.metadata).toEqual(metadata);
  const problem = await refused(await submit(edit({ metadata: { text: "x".repeat(16_400) } })));
  expect(problem.errors).toEqual([{ pointer: "/metadata", detail: "At most 16 KB as JSON." }]);
});

test("a job can mix inputs by URL, upload and data URL, and keeps their order", async () => {
  const made = await ended(await submit({ model: "wan-i2v", input: [image()], options: { prompt: "x", duration: 1 } }));
  const [clip] = made.outputs;
  if (!clip) throw new Error("The clip has no file.");
  const bytes = Buffer.from(await (await fetch(clip.url)).arrayBuffer());
  served = Buffer.concat([bytes, freeBox(1)]);
  const inline = Buffer.concat([bytes, freeBox(2)]);
  const urls = [`${web.url}/clip.mp4`, `data:video/mp4;base64,${inline.toString("base64")}`, `asset:${clip.id}`];
  const input = urls.map((url) => ({ type: "video", url }));
  const job = await ended(await submit({ model: "concat-upscale", input }));
  expect(job.status).toBe("completed");
  const hashes = [served, inline, bytes].map((one) => createHash("sha256").update(one).digest("hex"));
  expect(job.inputs.map(({ sha256 }) => sha256)).toEqual(hashes);
});

test("inputs by URL are fetched four at a time, and listed in their order", async () => {
  const made = await ended(await submit({ model: "wan-i2v", input: [image()], options: { prompt: "y", duration: 1 } }));
  served = Buffer.from(await (await fetch(made.outputs[0]?.url ?? "")).arrayBuffer());
  let here = 0;
  let most = 0;
  let four = () => {};
  const full = new Promise<void>((resolve) => {
    four = resolve;
  });
  mayAnswer = async () => {
    here += 1;
    most = Math.max(most, here);
    if (here === 4) four();
    await full; // the first ones get no answer before four requests are open
    await new Promise((later) => setImmediate(later));
    here -= 1;
  };
  const input = (names: string[]) => names.map((name) => ({ type: "video", url: `${web.url}/clip.mp4?${name}` }));
  const six = [1, 2, 3, 4, 5, 6].map((boxes) => `boxes=${boxes}`);
  const quoted = await caller.post("/v1/generate?dry_run=true", { model: "concat-upscale", input: input(six) });
  mayAnswer = async () => {};
  expect([quoted.status, most]).toEqual([200, 4]);
  const refused = await submit({ model: "concat-upscale", input: input(["boxes=1", "missing", "boxes=2", "missing"]) });
  expect(problemSchema.parse(await refused.json()).errors.map(({ pointer }) => pointer)).toEqual(["/input/1/url"]);
});

/** An MP4 box that no player reads: it turns the same clip into another file. */
function freeBox(mark: number): Buffer {
  const box = Buffer.alloc(16, mark);
  box.writeUInt32BE(16, 0);
  box.write("free", 4, "latin1");
  return box;
}

describe("Idempotency-Key", () => {
  test("with and without quotes is the same key, up to 255 characters", async () => {
    const body = edit();
    const long = "k".repeat(255);
    const ids = [];
    for (const key of [long, `"${long}"`]) {
      const response = await submit(body, { "idempotency-key": key });
      expect(response.status).toBe(202);
      ids.push((await jobOf(response)).id);
    }
    expect(ids[0]).toBe(ids[1]);
    for (const key of ["", '""', `${long}k`]) {
      expect((await refused(await submit(body, { "idempotency-key": key }))).detail).toContain("1 to 255");
    }
  });

  test("of another owner is independent; with another body it is refused", async () => {
    const headers = { "idempotency-key": "order-9" };
    await ended(await submit(edit(), headers));
    expect((await refused(await submit(edit(), headers))).code).toBe("idempotency_mismatch");
  });

  test("compares the meaning of the body, not its spelling", async () => {
    const headers = { "idempotency-key": "order-11" };
    const { model, input, options, ...rest }: Record<string, unknown> = edit({
      options: { prompt: "The same, written otherwise.", seed: 11 },
      metadata: { b: [1, { d: 1, c: 2 }], a: 1 },
    });
    const first = await jobOf(await submit({ model, input, options, ...rest }, headers));
    const turned = Object.fromEntries(Object.entries(options ?? {}).reverse());
    const metadata = { a: 1, b: [1, { c: 2, d: 1 }] };
    const body = { webhookUrl: null, priority: "normal", ...rest, metadata, options: turned, input, model };
    const spaced = JSON.stringify(body, null, 4);
    const again = await caller.post("/v1/generate", spaced, {
      "content-type": "application/json; charset=utf-8",
      ...headers,
    });
    expect([again.status, again.headers.get("idempotent-replayed")]).toEqual([202, "true"]);
    expect((await jobOf(again)).id).toBe(first.id);
    const other = { ...body, metadata: { a: 1, b: [{ c: 2, d: 1 }, 1] } };
    expect((await refused(await submit(other, headers))).code).toBe("idempotency_mismatch");
  });

  test("of a refused submit can be used again", async () => {
    const headers = { "idempotency-key": "order-10" };
    expect((await submit(edit({ maxCost: 0 }), headers)).status).toBe(402);
    expect((await submit(edit(), headers)).status).toBe(202);
  });
});

describe("errors name what is wrong", () => {
  const raw = (body: string, type = "application/json") => caller.post("/v1/generate", body, { "content-type": type });
  const withMetadata = (value: string) => JSON.stringify(edit({ metadata: { value: "@" } })).replace('"@"', value);

  test.each([
    ["no JSON", () => raw("{"), 400, "invalid_json", "not valid JSON"],
    ["nothing at all", () => raw(""), 400, "invalid_json", "not valid JSON"],
    ["another type", () => raw("model=x", "application/x-www-form-urlencoded"), 415, "unsupported_media_type", "json"],
    ["300 KB", () => raw(withMetadata(`"${"x".repeat(300_000)}"`)), 413, "payload_too_large", "256 KB"],
    [
      "a depth of 10,000",
      () => raw(withMetadata(`${"[".repeat(1e4)}${"]".repeat(1e4)}`)),
      400,
      "invalid_json",
      "deeper",
    ],
    ["1e999", () => raw(withMetadata("1e999")), 400, "invalid_json", "too large"],
    ["half of a surrogate pair", () => raw(withMetadata('"\\ud83c"')), 400, "invalid_json", "surrogate"],
    ["such a name", () => raw(withMetadata('{"\\udf00":1}')), 400, "invalid_json", "surrogate"],
    ["__proto__", () => raw(withMetadata('{"__proto__":{"admin":true}}')), 400, "invalid_json", "__proto__"],
    ["a list", () => raw("[]"), 400, "invalid_request", "object"],
    [
      "11 images",
      () => submit(edit({ input: Array.from({ length: 11 }, () => image()) })),
      400,
      "invalid_request",
      "accepts no further image",
    ],
    [
      "21 files",
      () => submit(edit({ input: Array.from({ length: 21 }, () => image()) })),
      400,
      "invalid_request",
      "At most 20 files",
    ],
    ["an unknown model", () => submit(edit({ model: "qwen" })), 400, "unknown_model", "Available models: next-scene"],
    [
      "an unknown option",
      () => submit(edit({ options: { prompt: "x", colour: 1 } })),
      400,
      "invalid_request",
      "/options/colour",
    ],
    ["no image", () => submit(edit({ input: [] })), 400, "invalid_request", '"type": "image"'],
    ["a private webhook", () => submit(edit({ webhookUrl: "http://10.0.0.1/" })), 400, "invalid_request", "10.0.0.1"],
    ["an unknown priority", () => submit(edit({ priority: "asap" })), 400, "invalid_request", "/priority"],
  ])("%s", async (_, ask, status, code, says) => {
    const before = await countJobs();
    const problem = await refused(await ask());
    expect([problem.status, problem.code]).toEqual([status, code]);
    expect(problem.detail).toContain(says);
    expect(await countJobs()).toBe(before);
  });

  test("complete surrogate pairs and unusual names are accepted", async () => {
    const metadata = JSON.parse('{"flag":"\\ud83c\\udf08","constructor":{"prototype":1},"n":1e308}');
    const body = JSON.stringify(edit()).replace(/}$/, `,"metadata":${JSON.stringify(metadata)}}`);
    const job = await jobOf(await raw(body));
    expect(JSON.stringify(job.metadata)).toBe(JSON.stringify(metadata));
  });

  test("an unsupported method is a 405 with the supported ones, on every described route", async () => {
    const { paths } = await (await caller.get("/v1/openapi.json")).json();
    const all = ["get", "post", "put", "patch", "delete"];
    for (const [path, of] of Object.entries<Record<string, unknown>>(paths)) {
      const methods = Object.keys(of);
      const allow = [
        ...methods.map((one) => one.toUpperCase()),
        ...(methods.includes("get") && !methods.includes("head") ? ["HEAD"] : []),
        "OPTIONS",
      ];
      for (const method of all.filter((one) => !methods.includes(one))) {
        const response = await caller.send(method.toUpperCase(), path.replaceAll(/[{}]/g, ""));
        const what = `${method} ${path}`;
        const allowed = response.headers.get("allow")?.split(", ") ?? [];
        expect([response.status, allowed.sort()], what).toEqual([405, allow.sort()]);
        expect((await refused(response)).code, what).toBe("method_not_allowed");
      }
    }
  });

  test.each([
    ["/v1", 404],
    ["/v1/nothing", 404],
    ["/v1/jobs/x/y/z", 404],
    ["/v1/jobs/%E0%A4%A", 400],
  ])("an unknown address: %s", async (path, status) => {
    for (const method of ["GET", "POST", "DELETE"]) {
      expect((await refused(await caller.send(method, path))).status, method).toBe(status);
    }
    const head = await caller.send("HEAD", path);
    expect([head.status, await head.text()]).toEqual([status, ""]);
  });
});

test("a data URL works like an upload", async () => {
  const small = await sharp(await readFile(sample))
    .resize(64)
    .jpeg()
    .toBuffer();
  const inline = `data:image/jpeg;base64,${small.toString("base64")}`;
  expect((await ended(await submit(edit({ input: [image(inline)] })))).status).toBe("completed");
});

test("a job shows its chosen seed: a new job with the same options and files reuses its results", async () => {
  const first = await ended(await submit(edit()));
  expect(first).toMatchObject({ options: { seed: expect.any(Number) }, cost: { actual: 0.04 } });
  const again = { model: first.model, input: [image(`asset:${first.inputs[0]?.id}`)], options: first.options };
  const second = await ended(await submit(again));
  expect(second.steps.map(({ status }) => status)).toEqual(["cached"]);
  expect(second).toMatchObject({ options: first.options, cost: { actual: 0 } });
  expect(second.outputs[0]?.sha256).toBe(first.outputs[0]?.sha256);
});
