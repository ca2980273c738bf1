import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { crc32 } from "node:zlib";
import sharp from "sharp";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { follow } from "@/cli/film/api-client";
import { createApiKey } from "@/cli/supervisor/database";
import { serverSentEvents } from "@/lib/client/server-sent-events";
import { webhookSecret } from "@/lib/crypto/webhook-signature";
import { type Job, jobSchema, type Output, outputSchema, problemSchema } from "@/lib/schemas/job";
import { jobSummaryListSchema } from "@/lib/schemas/job-summary";
import { serviceObjectSchema } from "@/lib/schemas/service";
import { sample, startApp, type TestApp } from "../app";
import { followLink } from "../sign-in-link";

/** The public API over HTTP: a real app with instant services. */

let testApp: TestApp;
let web: { url: string; port: number; close(): void };
let foreignKey: string;
let picture: Output;

beforeAll(async () => {
  web = await startWeb();
  testApp = await startApp({ SANDBOX_INSTANT: "1", MAX_UPLOAD_MB: "8" }, [`127.0.0.1/32:${web.port}`]);
  foreignKey = (await createApiKey(testApp.app.settings, "another key")).key;
  picture = await (await upload(await readFile(sample), "image/jpeg")).json();
});
afterAll(async () => {
  web?.close();
  await testApp?.close();
});

/** A web server with files that callers refer to. */
async function startWeb() {
  const huge = await pngThatClaims(20_000, 20_000);
  const files: Record<string, [string, Buffer]> = {
    "/picture.jpg": ["image/jpeg", readFileSync(sample)],
    "/text.jpg": ["image/jpeg", Buffer.from("This is not a picture.")],
    "/playlist.jpg": ["image/jpeg", Buffer.from("#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n")],
    "/huge.png": ["image/png", huge],
  };
  const server = createServer((request, response) => {
    const file = files[request.url ?? ""];
    if (request.url === "/private") return response.writeHead(302, { location: "http://127.0.0.1:1/" }).end();
    if (!file) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": file[0], "content-length": file[1].length }).end(file[1]);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = address && typeof address === "object" ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, port, close: () => server.close() };
}

/** A small PNG whose header claims a large size. */
async function pngThatClaims(width: number, height: number): Promise<Buffer> {
  const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: "#000" } })
    .png()
    .toBuffer();
  png.writeUInt32BE(width, 16);
  png.writeUInt32BE(height, 20);
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  return png;
}

function ask(path: string, init: RequestInit = {}, key: string | null = testApp.api.key) {
  const headers = { ...(key && { "x-api-key": key }), ...init.headers };
  return fetch(new URL(path, testApp.api.url), { ...init, headers });
}
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  ask(path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
const upload = (body: Buffer | string, type: string) =>
  ask("/v1/uploads", { method: "POST", headers: { "content-type": type }, body: body as BodyInit });

const film = (changes: Record<string, unknown> = {}) => ({
  model: "next-scene",
  input: [{ type: "image", url: `asset:${picture.id}` }],
  options: { prompt: "The wind rises." },
  ...changes,
});
const jobs = async (): Promise<number> =>
  jobSummaryListSchema.parse(await (await ask("/v1/jobs?limit=100")).json()).data.length;

async function finished(body: unknown): Promise<Job> {
  const response = await post("/v1/generate", body);
  expect(response.status).toBe(202);
  return follow(testApp.api, await response.json(), () => {});
}

describe("POST /v1/generate", () => {
  test("answers 202 with the job, its location and its planned steps", async () => {
    const response = await post("/v1/generate", film({ metadata: { order: 7 } }));
    const job = jobSchema.parse(await response.json());
    expect(response.status).toBe(202);
    expect(response.headers.get("location")).toBe(job.urls.self);
    expect(job).toMatchObject({
      model: "next-scene",
      object: "job",
      metadata: { order: 7 },
      options: { prompt: "The wind rises." },
    });
    expect(job.steps.map(({ key }) => key)).toContain("clip.3");
    expect(job.estimatedWaitTime).toBeGreaterThan(0);
    await follow(testApp.api, job, () => {});
  });

  test("accepts a picture as a URL, a data URL and an upload", async () => {
    const data = `data:image/jpeg;base64,${(await sharp(sample).resize(64).jpeg().toBuffer()).toString("base64")}`;
    for (const url of [`${web.url}/picture.jpg`, data, `asset:${picture.id}`]) {
      const job = await finished({ model: "qwen-vl", input: [{ type: "image", url }], options: { prompt: "A boat" } });
      expect(job).toMatchObject({ status: "completed", result: { text: expect.stringContaining("Next Scene:") } });
    }
  });

  test("accepts a job's output by its signed URL from any key, and refuses a changed URL", async () => {
    const made = await finished(film());
    const keyframe = made.steps.find(({ key }) => key === "keyframe.1")?.outputs[0];
    const body = (url: string) => film({ model: "qwen-vl", input: [{ type: "image", url }] });
    const again = await finished(body(keyframe?.url ?? ""));
    expect(again.inputs.map(({ id }) => id)).toEqual([keyframe?.id]);
    const friend = (await createApiKey(testApp.app.settings, "a friend")).key;
    const foreign = await ask(
      "/v1/generate",
      {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body(keyframe?.url ?? "")),
      },
      friend,
    );
    const copy: Job = await foreign.json();
    expect([copy.inputs[0]?.sha256, copy.inputs[0]?.id === keyframe?.id]).toEqual([keyframe?.sha256, false]);
    const off = (keyframe?.url ?? "").replace(/signature=./, (found) =>
      found.endsWith("A") ? "signature=B" : "signature=A",
    );
    expect((await post("/v1/generate", body(off))).status).toBe(400);
  });

  const image = (url: string) => [{ type: "image", url }];
  const refusals: [string, () => unknown, number, string, string][] = [
    ["unknown model", () => film({ model: "next-scen" }), 400, "/model", "Available models: next-scene, "],
    ["missing image", () => film({ input: [] }), 400, "/input", '"type": "image"'],
    ["missing prompt", () => film({ options: {} }), 400, "/options/prompt", ""],
    ["empty prompt", () => film({ options: { prompt: "  " } }), 400, "/options/prompt", "Describe what should happen."],
    ["three-page prompt", () => film({ options: { prompt: "page ".repeat(2000) } }), 400, "/options/prompt", "2,000"],
    [
      "text as a number",
      () => film({ options: { prompt: "x", width: "wide" } }),
      400,
      "/options/width",
      "Give a number",
    ],
    ["unknown option", () => film({ options: { prompt: "x", wdith: 5 } }), 400, "/options/wdith", "Unknown field"],
    ["option out of range", () => film({ options: { prompt: "x", width: 9 } }), 400, "/options/width", "64"],
    ["unknown field", () => film({ webhook: "x" }), 400, "/webhook", "Unknown field"],
    [
      "too many pictures",
      () => film({ input: Array.from({ length: 6 }, () => film().input).flat() }),
      400,
      "/input",
      "At most 4 pictures",
    ],
    [
      "a video for a picture",
      () => film({ input: [{ type: "video", url: "https://example.com/1.mp4" }] }),
      400,
      "/input",
      "image",
    ],
    [
      "text named .jpg",
      () => film({ input: image(`${web.url}/text.jpg`) }),
      400,
      "/input/0/url",
      "not a supported image",
    ],
    [
      "a playlist named .jpg",
      () => film({ input: image(`${web.url}/playlist.jpg`) }),
      400,
      "/input/0/url",
      "not a supported image",
    ],
    ["20000 x 20000 pixels", () => film({ input: image(`${web.url}/huge.png`) }), 400, "/input/0/url", "pixels"],
    [
      "unreachable URL",
      () => film({ input: image("http://127.0.0.1:9/x.jpg") }),
      400,
      "/input/0/url",
      "Could not fetch the URL",
    ],
    ["private URL", () => film({ input: image("http://10.0.0.1/x.jpg") }), 400, "/input/0/url", "10.0.0.1"],
    [
      "a redirect to a private URL",
      () => film({ input: image(`${web.url}/private`) }),
      400,
      "/input/0/url",
      "127.0.0.1",
    ],
    ["a missing file", () => film({ input: image(`${web.url}/none.jpg`) }), 400, "/input/0/url", "404"],
    ["an upload that is none", () => film({ input: image("asset:none") }), 400, "/input/0/url", "POST /v1/uploads"],
    ["a file address", () => film({ input: image("file:///etc/passwd") }), 400, "/input/0/url", "http"],
    ["a private webhook", () => film({ webhookUrl: "http://192.168.0.1/x" }), 400, "/webhookUrl", "192.168.0.1"],
    ["an s3Url without credentials", () => film({ s3Url: "s3://bucket/" }), 400, "/s3Url", "presigned PUT URL"],
  ];
  test.each(refusals)(
    "%s is refused with the field's name and leaves nothing behind",
    async (_, body, status, pointer, says) => {
      const before = [await jobs(), files().length];
      const response = await post("/v1/generate", body());
      expect(response.headers.get("content-type")).toBe("application/problem+json");
      const problem = problemSchema.parse(await response.json());
      expect(problem.errors.map((error) => error.pointer)).toContain(pointer);
      expect(problem.errors.map(({ detail }) => detail).join(" ")).toContain(says);
      expect([response.status, problem.status]).toEqual([status, status]);
      expect([await jobs(), files().length]).toEqual(before);
    },
  );

  test("invalid JSON, a large body and another content type are refused", async () => {
    const raw = (body: string, type = "application/json") =>
      ask("/v1/generate", { method: "POST", headers: { "content-type": type }, body });
    expect((await raw("{")).status).toBe(400);
    expect((await raw(`{"model":"${"x".repeat(300_000)}"}`)).status).toBe(413);
    expect((await raw("model=x", "application/x-www-form-urlencoded")).status).toBe(415);
    expect((await raw(`{"model":${"[".repeat(10_000)}${"]".repeat(10_000)}}`)).status).toBe(400);
    expect((await raw('{"model":"next-scene","options":{"prompt":"x","seed":1e999}}')).status).toBe(400);
  });

  test("twenty concurrent submits with the same Idempotency-Key are one job; another body is refused", async () => {
    const body = film({ model: "qwen-vl", options: { prompt: "once" } });
    const headers = { "idempotency-key": "order-1" };
    const answers = await Promise.all(Array.from({ length: 20 }, () => post("/v1/generate", body, headers)));
    const ids = await Promise.all(answers.map(async (answer) => ((await answer.json()) as Job).id));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
    expect(new Set(ids).size).toBe(1);
    expect(answers.filter((answer) => answer.headers.get("idempotent-replayed") === "true").length).toBe(19);
    expect((await post("/v1/generate", film(), headers)).status).toBe(422);
  });
});

/** All files below the store, including unfinished ones. */
const files = () =>
  readdirSync(`${testApp.dataDir}/media`, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());

describe("keys and owners", () => {
  test.each([
    ["no key", null],
    ["a wrong key", `ns_abcdefgh_${"x".repeat(43)}`],
    ["a 10 KB key", "x".repeat(10_000)],
  ])("%s gives the same 401", async (_, key) => {
    const response = await ask("/v1/jobs", {}, key);
    expect(response.status).toBe(401);
    expect(problemSchema.parse(await response.json()).code).toBe("unauthorized");
  });

  test("a Bearer token works like X-API-Key", async () => {
    const response = await ask("/v1/jobs", { headers: { authorization: `Bearer ${testApp.api.key}` } }, null);
    expect(response.status).toBe(200);
  });

  test("another key's job and upload do not exist", async () => {
    const job = await finished(film({ model: "qwen-vl" }));
    const routes: [string, string][] = [
      ["GET", `/v1/jobs/${job.id}`],
      ["GET", `/v1/jobs/${job.id}/events`],
      ["DELETE", `/v1/jobs/${job.id}`],
      ["POST", `/v1/jobs/${job.id}/cancel`],
      ["POST", `/v1/jobs/${job.id}/retry`],
      ["POST", `/v1/jobs/${job.id}/steps/describe%20a%20picture/resolve`],
      ["POST", `/v1/jobs/${job.id}/steps/describe%20a%20picture/edit`],
      ["POST", `/cancel/${job.id}`],
    ];
    for (const [method, path] of routes) expect((await ask(path, { method }, foreignKey)).status, path).toBe(404);
    const body = JSON.stringify(film());
    const theirs = await ask(
      "/v1/generate",
      { method: "POST", headers: { "content-type": "application/json" }, body },
      foreignKey,
    );
    expect(theirs.status).toBe(400);
    expect(jobSummaryListSchema.parse(await (await ask("/v1/jobs", {}, foreignKey)).json()).data).toEqual([]);
  });

  test("a sign-in link works once; a session may change things only from the studio's own pages", async () => {
    const first = await followLink(testApp.app.signInUrl);
    expect([first.status, first.headers.get("location")]).toEqual([303, "/"]);
    const set = first.headers.get("set-cookie") ?? "";
    expect(set).toMatch(/HttpOnly; SameSite=Lax/);
    const again = await fetch(testApp.app.signInUrl, { redirect: "manual" });
    expect(again.headers.get("location")).toBe("/sign-in-needed?reason=used");
    const cookie = set.split(";")[0] ?? "";
    expect((await ask("/v1/jobs", { headers: { cookie } }, null)).status).toBe(200);
    const foreign = { cookie, origin: "https://evil.example" };
    expect((await ask("/api/sign-out", { method: "POST", headers: foreign }, null)).status).toBe(403);
    expect((await ask("/api/sign-out", { method: "POST", headers: { cookie } }, null)).status).toBe(403);
    const own = { cookie, origin: new URL(testApp.api.url).origin };
    expect((await ask("/api/sign-out", { method: "POST", headers: own }, null)).status).toBe(204);
    expect((await ask("/v1/jobs", { headers: { cookie } }, null)).status).toBe(401);
  });
});

describe("uploads", () => {
  test("the same bytes are one asset: 201, then 200", async () => {
    const bytes = await sharp({ create: { width: 65, height: 65, channels: 3, background: "#a40" } })
      .png()
      .toBuffer();
    const first = await upload(bytes, "image/png");
    const asset = outputSchema.parse(await first.json());
    expect([first.status, asset.width, asset.type, asset.contentType]).toEqual([201, 65, "image", "image/png"]);
    const second = await upload(bytes, "image/png");
    expect([second.status, outputSchema.parse(await second.json()).id]).toEqual([200, asset.id]);
  });

  test("a multipart form works like the raw body", async () => {
    const form = new FormData();
    form.set("file", new Blob([new Uint8Array(await readFile(sample))]), "../../x.jpg");
    const response = await ask("/v1/uploads", { method: "POST", body: form });
    expect([response.status, ((await response.json()) as Output).id]).toEqual([200, picture.id]);
  });

  test.each([
    ["text", "hello", 400],
    ["a playlist", "#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1/\n", 400],
    ["SVG", '<svg xmlns="http://www.w3.org/2000/svg"/>', 400],
    ["nothing", "", 400],
    ["nine megabytes", "x".repeat(9 * 1024 * 1024), 413],
  ])("%s is refused and leaves nothing behind", async (_, body, status) => {
    const before = files().length;
    const response = await upload(body, "image/png");
    expect(response.status).toBe(status);
    problemSchema.parse(await response.json());
    expect(files().length).toBe(before);
  });
});

describe("files", () => {
  const get = (url: string, headers: Record<string, string> = {}, method = "GET") => fetch(url, { headers, method });

  test("are served whole, in part and by HEAD, with headers that make them harmless in a browser", async () => {
    const bytes = await readFile(sample);
    const whole = await get(picture.url);
    expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true);
    expect(whole.headers.get("content-length")).toBe(String(bytes.length));
    expect(whole.headers.get("x-content-type-options")).toBe("nosniff");
    expect(whole.headers.get("content-security-policy")).toBe("default-src 'none'; sandbox");
    const part = await get(picture.url, { range: "bytes=10-19" });
    expect([part.status, part.headers.get("content-range")]).toEqual([206, `bytes 10-19/${bytes.length}`]);
    expect(part.headers.get("content-length")).toBe("10");
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(10, 20))).toBe(true);
    const head = await get(picture.url, {}, "HEAD");
    expect([head.status, head.headers.get("content-length")]).toEqual([200, String(bytes.length)]);
    const beyond = await get(picture.url, { range: `bytes=${bytes.length}-` });
    expect([beyond.status, beyond.headers.get("content-range")]).toEqual([416, `bytes */${bytes.length}`]);
    const download = await get(`${picture.url}&download=1`);
    expect(download.headers.get("content-disposition")).toMatch(/^attachment; filename="?nextscene-/);
    await download.arrayBuffer();
  });

  test("a changed or expired address, or one of another file, is a 404", async () => {
    const url = new URL(picture.url);
    const changed = (change: (url: URL) => void) => {
      const copy = new URL(url);
      change(copy);
      return copy.href;
    };
    const signature = url.searchParams.get("signature") ?? "";
    const off = `${signature.startsWith("A") ? "B" : "A"}${signature.slice(1)}`;
    const wrong = [
      changed((one) => one.searchParams.set("signature", off)),
      changed((one) => one.searchParams.set("expires", "9999999999")),
      changed((one) => one.searchParams.delete("signature")),
      changed((one) => {
        one.pathname = one.pathname.replace(picture.id, "01a20714-0a7b-7635-89f6-245feb21084c");
      }),
      `${url.origin}/files/..%2f..%2fsecret?${url.searchParams}`,
      `${url.origin}/files/${picture.id}.jpg%00?${url.searchParams}`,
    ];
    for (const address of wrong) expect([400, 404], address).toContain((await get(address)).status);
  });
});

describe("jobs", () => {
  test("are listed newest first, page by page, without a gap", async () => {
    for (let i = 0; i < 3; i++) await finished(film({ model: "qwen-vl", options: { prompt: `list ${i}` } }));
    const page = async (query: string) => jobSummaryListSchema.parse(await (await ask(`/v1/jobs?${query}`)).json());
    const all = (await page("limit=100")).data.map(({ id }) => id);
    expect(all).toEqual([...all].sort().reverse());
    const seen: string[] = [];
    for (let after = ""; ; ) {
      const { data, hasMore, lastId } = await page(`limit=2${after && `&after=${after}`}`);
      seen.push(...data.map(({ id }) => id));
      if (!hasMore) break;
      after = lastId ?? "";
    }
    expect(seen).toEqual(all);
    expect((await page("status=failed&limit=100")).data.every(({ status }) => status === "failed")).toBe(true);
    expect((await ask("/v1/jobs?limit=0")).status).toBe(400);
    expect((await ask("/v1/jobs?colour=red")).status).toBe(400);
  });

  test("an ended job can be deleted; then it does not exist", async () => {
    const job = await finished(film({ model: "qwen-vl" }));
    expect((await ask(`/v1/jobs/${job.id}`, { method: "DELETE" })).status).toBe(204);
    expect((await ask(`/v1/jobs/${job.id}`)).status).toBe(404);
  });

  test("a completed job cannot be retried", async () => {
    const job = await finished(film({ model: "qwen-vl" }));
    expect((await ask(`/v1/jobs/${job.id}/retry`, { method: "POST" })).status).toBe(409);
  });

  test("the pods' own cancel route: 200 once, 404 for unknown and ended jobs", async () => {
    const job: Job = await (await post("/v1/generate", film())).json();
    const response = await ask(`/cancel/${job.id}`, { method: "POST" });
    expect([response.status, await response.json()]).toEqual([200, { status: "cancelled", job_id: job.id }]);
    await follow(testApp.api, job, () => {});
    const { steps, progress }: Job = await (await ask(`/v1/jobs/${job.id}`)).json();
    expect(progress.stepsDone).toBe(steps.filter(({ status }) => ["succeeded", "cached"].includes(status)).length);
    const done = await finished(film({ model: "qwen-vl" }));
    expect((await ask(`/v1/cancel/${done.id}`, { method: "POST" })).status).toBe(404);
    expect((await ask("/v1/cancel/01a20714-0a7b-7635-89f6-245feb21084c", { method: "POST" })).status).toBe(404);
  });
});

describe("events", () => {
  test("a snapshot first, then every change in order, and the end closes the stream", async () => {
    const job: Job = await (await post("/v1/generate", film())).json();
    const stream = await ask(`/v1/jobs/${job.id}/events`);
    expect(stream.headers.get("content-type")).toBe("text/event-stream");
    const names: string[] = [];
    const ids: number[] = [];
    for await (const event of serverSentEvents(stream)) {
      names.push(event.name);
      ids.push(Number(event.id));
    }
    expect(names[0]).toBe("snapshot");
    expect(names.at(-1)).toBe("job.completed");
    expect(names).toContain("step");
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
  });
});

test("the caller's webhook has the pods' body, signed as in Standard Webhooks", async () => {
  const job: Job = await (await post("/v1/generate", film({ webhookUrl: testApp.receiver.url }))).json();
  await testApp.receiver.webhookOf(job.id);
  const { headers, body } = testApp.receiver.requestOf(job.id);
  process.env.SECRET = testApp.app.settings.SECRET;
  const secret = webhookSecret(testApp.api.key.split("_")[1] ?? "");
  const message = new Webhook(secret).verify(body, headers);
  const ended: Job = await (await ask(`/v1/jobs/${job.id}`)).json();
  expect(message).toEqual({
    id: job.id,
    createdAt: job.createdAt,
    status: "completed",
    model: "next-scene",
    webhookUrl: testApp.receiver.url,
    options: { prompt: "The wind rises.", seed: expect.any(Number) }, // chosen by the server
    stream: true,
    localUrl: ended.localUrl,
    error: null,
  });
});

test("every unknown address answers with a problem", async () => {
  const response = await ask("/v1/nothing/here");
  expect([response.status, problemSchema.parse(await response.json()).code]).toEqual([404, "not_found"]);
});

test("the description contains every public route and no other", async () => {
  const document = await (await ask("/v1/openapi.json", {}, null)).json();
  const described = Object.keys(document.paths).sort();
  const routes = readdirSync("app", { recursive: true, withFileTypes: true })
    .filter((entry) => entry.name === "route.ts")
    .map((entry) => `/${entry.parentPath.replace(/^app\/?/, "").replace(/\[([^\]]+)\]/g, "{$1}")}`)
    .filter((path) => (path.startsWith("/v1/") || path.startsWith("/cancel/")) && !path.includes("..."))
    .sort();
  expect(described).toEqual(routes);
});

test("/health reports the state of everything that a job needs", async () => {
  expect(await (await ask("/health", {}, null)).json()).toMatchObject({
    status: "ok",
    database: { status: "ok" },
    engine: { status: "ok" },
  });
});

test("/v1/services reports the load and the last hour of each service, over all keys' jobs", async () => {
  const services = async () => {
    const { data } = await (await ask("/v1/services", {}, foreignKey)).json();
    return serviceObjectSchema.array().parse(data);
  };
  const clips = async () => (await services()).find(({ id }) => id === "wan-i2v");
  const before = await clips();
  const held: Job = await (
    await post("/v1/generate", film({ model: "wan-i2v", options: { prompt: "It stays. [fault:wan-i2v:slow=60]" } }))
  ).json();
  await expect.poll(clips).toMatchObject({ status: "ok", queue: { waiting: 0, running: 1 } });
  await ask(`/v1/jobs/${held.id}/cancel`, { method: "POST" });
  await finished(film({ model: "wan-i2v", options: { prompt: "It is refused. [fault:wan-i2v:fail=no@1]" } }));
  await finished(film({ model: "wan-i2v", options: { prompt: "It is made." } }));
  await expect.poll(clips).toMatchObject({
    queue: { waiting: 0, running: 0 },
    lastHour: {
      succeeded: (before?.lastHour.succeeded ?? 0) + 1,
      failed: (before?.lastHour.failed ?? 0) + 1,
    },
  });
});
