import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import type { Call } from "@/db/calls";
import { defineService, type Service } from "@/lib/define-service";
import { media } from "@/lib/media/field";
import { resolveTools } from "@/lib/media/tools";

/**
 * How the app reads vendors' answers of kinds that pods never send: on a real database, with a vendor that counts its
 * submits.
 */

const folder = mkdtempSync(join(tmpdir(), "nextscene-hosted-"));
type Reply = (response: ServerResponse, request: IncomingMessage) => unknown;
/** The replies of each path, in order; the last one repeats. */
const replies = new Map<string, Reply[]>();
let submits = 0;
let origin = "";
let large: Buffer;
let small: Buffer;
let sound: Buffer;
let testApp: Awaited<ReturnType<typeof open>>;

const server = createServer((request, response) => {
  const path = request.url ?? "";
  if (request.method === "POST") submits += 1;
  const script = replies.get(path) ?? [];
  const reply = script.length > 1 ? script.shift() : script[0];
  if (reply) reply(response, request);
  else response.writeHead(404).end("{}");
});

async function open() {
  const [jobs, calls, client, migrate, inbox] = await Promise.all([
    import("@/db/jobs"),
    import("@/db/calls"),
    import("@/db/core/client"),
    import("@/db/core/migrate"),
    import("@/db/inbox"),
  ]);
  const [ask, settle, ledger, assets, keep] = await Promise.all([
    import("./submit"),
    import("./settle"),
    import("./ledger"),
    import("@/db/assets"),
    import("./record-answer"),
  ]);
  return { ...jobs, ...calls, ...client, ...migrate, ...inbox, ...ask, ...settle, ...ledger, ...assets, ...keep };
}

beforeAll(async () => {
  const noise = { create: { width: 1400, height: 1000, channels: 3 as const, background: "#000" } };
  const grain = { type: "gaussian" as const, mean: 128, sigma: 60 };
  large = await sharp({ create: { ...noise.create, noise: grain } })
    .png()
    .toBuffer();
  small = await sharp({ create: { width: 8, height: 8, channels: 3, background: "#48c" } })
    .png()
    .toBuffer();
  const path = join(folder, "sound.mp3");
  const tone = ["-nostdin", "-v", "error", "-f", "lavfi", "-i", "sine=d=1", path];
  execFileSync(resolveTools().ffmpeg, tone);
  sound = readFileSync(path);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = address && typeof address === "object" ? address.port : 0;
  origin = `http://127.0.0.1:${port}`;
  vi.stubEnv("DATA_DIR", folder);
  vi.stubEnv("ALLOW_NETWORKS", `127.0.0.1/32:${port}`);
  vi.stubEnv("INNGEST_BASE_URL", origin);
  vi.stubEnv("INNGEST_EVENT_KEY", "key");
  vi.stubEnv("VENDOR_KEY", "the key of the vendor");
  testApp = await open();
  await testApp.migrateDatabase();
});
afterAll(async () => {
  server.close();
  await testApp.closeDatabase();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  submits = 0;
  replies.clear();
});

const response = z.looseObject({
  id: z.string().nullish(),
  state: z.string().nullish(),
  error: z.string().nullish(),
  link: z.string().nullish(),
  b64: z.string().nullish(),
  file: z.string().nullish(),
});

type Output = { image?: string; audio?: string };
const vendor = (changes: Partial<Service<z.ZodObject, typeof response, z.ZodObject>> = {}) =>
  defineService<z.ZodObject, typeof response, z.ZodObject>({
    id: "a-vendor",
    title: "A vendor",
    description: "Makes a picture.",
    kind: "hosted",
    hosted: { url: origin, setting: "VENDOR_KEY", header: "authorization", scheme: "Bearer" },
    input: z.strictObject({ prompt: z.string() }),
    response,
    output: z.strictObject({ image: media("image", { title: "Picture" }) }),
    example: { image: "https://example.com/a.png" },
    mode: "async",
    request: ({ prompt }) => ({ path: "/make", json: { prompt } }),
    receipt: ({ id }) => (id ? { id } : null),
    parse: ({ state, error, link, b64, file }) => {
      if (state === "refused") return { state: "refused", reason: error ?? "" };
      if (error) return { state: "failed", reason: error };
      if (state === "ready" && link) return { state: "elsewhere", request: { method: "GET", path: link } };
      const image = link ?? file ?? b64;
      return image ? { state: "done", output: { image } } : { state: "pending" };
    },
    poll: ({ id }) => ({ method: "GET", path: `/work/${id}` }),
    pollEvery: 1,
    price: () => 1,
    cacheFor: 0,
    timeout: 600,
    typicalSeconds: 1,
    ...changes,
  });
const speech = () =>
  vendor({
    mode: "sync",
    output: z.strictObject({ audio: media("audio", { title: "Speech" }) }),
    parse: ({ file }) => (file ? { state: "done", output: { audio: file } } : { state: "unclear", said: "no file" }),
  });
type Vendor = ReturnType<typeof vendor>;

/** A call of a new job; nothing was submitted. */
async function opened(service: Vendor, id = uuidv7(), keyId = id) {
  await testApp.addJob({ id, keyId, model: service.id, priority: "normal", input: {}, options: {}, plan: [] });
  await testApp.startJob(id, `run-${id}`);
  return { jobId: id, key: "make", generation: 0, service, input: { prompt: id } };
}

/** Runs one round like the call's function, and returns the call after it. */
async function round(wanted: Awaited<ReturnType<typeof opened>>, service: Vendor): Promise<Call> {
  const found = await testApp.findInLedger(wanted);
  if (!found) throw new Error("The job is gone.");
  const { keyId, call, hash } = found;
  const submitted = call ? await testApp.submitOrPoll(call.id, service) : await testApp.submitNew(wanted, hash);
  await testApp.settle(submitted, service, { keyId, lastTry: false });
  const now = submitted && (await testApp.findCall(submitted.id));
  if (!now) throw new Error("The call is gone.");
  return now;
}

const json =
  (said: unknown, status = 200): Reply =>
  (to) =>
    to.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(said));

async function storedBytes(call: Call, field: keyof Output) {
  const asset = await testApp.findAsset(testApp.assetId(String(call.output?.[field])));
  return asset && { sha256: asset.sha256, type: asset.type, size: asset.sizeBytes };
}

test("a picture of several megabytes inside JSON is stored, and the inbox holds its name only", async () => {
  const service = vendor({ mode: "sync" });
  replies.set("/make", [json({ b64: large.toString("base64") })]);
  expect(large.length).toBeGreaterThan(2_000_000);
  const call = await round(await opened(service), service);
  expect(call).toMatchObject({ status: "succeeded", error: null, cost: 1_000_000 });
  expect(await storedBytes(call, "image")).toMatchObject({ type: "image", size: large.length });
  const [answer] = await testApp.answersTo(call.id);
  expect(answer?.body.length).toBeLessThan(200);
  expect(submits).toBe(1);
});

test("a small picture inside JSON is stored as well", async () => {
  const service = vendor({ mode: "sync" });
  replies.set("/make", [json({ b64: `data:image/png;base64,${small.toString("base64")}` })]);
  const call = await round(await opened(service), service);
  expect(call.status).toBe("succeeded");
  expect(await storedBytes(call, "image")).toMatchObject({ type: "image", size: small.length });
});

test("audio as the whole answer is stored", async () => {
  const service = speech();
  replies.set("/make", [(to) => to.writeHead(200, { "content-type": "audio/mpeg" }).end(sound)]);
  const call = await round(await opened(service), service);
  expect(call).toMatchObject({ status: "succeeded", error: null });
  expect(await storedBytes(call, "audio")).toMatchObject({ type: "audio" });
  expect(submits).toBe(1);
});

test.each([
  ["a file that is none", "audio/mpeg", "not a sound at all", /not a sound at all/],
  ["an endless text", "application/json", `{"note":"${"word ".repeat(300_000)}"}`, /more than 1048576/],
])("%s in a paid answer leaves the call to a person, with the service's words", async (_, type, body, words) => {
  const service = speech();
  replies.set("/make", [(to) => to.writeHead(200, { "content-type": type }).end(body)]);
  const call = await round(await opened(service), service);
  expect(call).toMatchObject({
    status: "failed",
    error: { code: "service_unknown", message: expect.stringMatching(words) },
  });
});

test("a result that is one request away is fetched in the same poll", async () => {
  const service = vendor();
  replies.set("/make", [json({ id: "w1" })]);
  replies.set("/work/w1", [json({ state: "running" }), json({ state: "ready", link: "/result/w1" })]);
  replies.set("/result/w1", [json({ link: `${origin}/file.png` })]);
  replies.set("/file.png", [(to) => to.end(small)]);
  const call = await opened(service);
  expect(await round(call, service)).toMatchObject({ status: "waiting", serviceJobId: "w1" });
  expect(await round(call, service)).toMatchObject({ status: "waiting" });
  expect(await round(call, service)).toMatchObject({ status: "succeeded", attempt: 1 });
  expect(submits).toBe(1);
});

test("a webhook with only the result's URL wakes the call, and the result is fetched from there", async () => {
  const service = vendor({ poll: undefined });
  replies.set("/make", [json({ id: "w2" })]);
  replies.set("/result/w2", [json({ link: `${origin}/file.png` })]);
  replies.set("/file.png", [(to) => to.end(small)]);
  const wanted = await opened(service);
  const call = await round(wanted, service);
  expect(await testApp.keepAnswer(call, service, JSON.stringify({ state: "ready", link: "/result/w2" }))).toBe("taken");
  expect(await round(wanted, service)).toMatchObject({ status: "succeeded" });
});

test("a refusal inside a 200 starts no work: it is submitted again later, and costs nothing", async () => {
  const service = vendor();
  replies.set("/make", [json({ state: "refused", error: "Too many tasks" }), json({ id: "w3" })]);
  const call = await opened(service);
  const refused = await round(call, service);
  expect(refused).toMatchObject({ status: "retrying", message: "a-vendor: Too many tasks", attempt: 1, cost: 0 });
  await vi.waitFor(async () => expect(await round(call, service)).toMatchObject({ status: "waiting", attempt: 2 }), {
    timeout: 30_000,
    interval: 200,
  });
});

test("a failure with a 4xx ends the call, and a status about load or key changes nothing", async () => {
  const service = vendor();
  replies.set("/make", [json({ id: "w4" })]);
  const noNews = [429, 401, 503].map((status) => json({ error: "no" }, status));
  replies.set("/work/w4", [
    ...noNews,
    (to) => to.writeHead(400).end("<html>"),
    json({ error: "Blocked content" }, 422),
  ]);
  const call = await opened(service);
  for (let look = 0; look < 5; look++) expect((await round(call, service)).status).toBe("waiting");
  expect(await round(call, service)).toMatchObject({
    status: "failed",
    error: { code: "service_failed", message: "a-vendor: Blocked content" },
  });
});

test("a result that only the key may read is fetched with it", async () => {
  const service = vendor({ mode: "sync" });
  const keys: (string | undefined)[] = [];
  replies.set("/make", [json({ link: `${origin}/private.png` })]);
  replies.set("/private.png", [
    (to, { headers }) => {
      keys.push(headers.authorization);
      to.writeHead(headers.authorization ? 200 : 401).end(small);
    },
  ]);
  expect(await round(await opened(service), service)).toMatchObject({ status: "succeeded" });
  expect(keys).toEqual(["Bearer the key of the vendor"]);
});

test.each([
  ["another owner's", async () => (await storedOf("someone-else")).id],
  ["none of ours", async () => uuidv7()],
])("an asset named in an answer that is %s is not handed out", async (_, id) => {
  const service = vendor({ mode: "sync" });
  replies.set("/make", [json({ file: `asset:${await id()}` })]);
  const call = await round(await opened(service), service);
  expect(call).toMatchObject({ status: "failed", error: { code: "result_unusable" } });
});

async function storedOf(keyId: string) {
  const service = vendor({ mode: "sync" });
  replies.set("/make", [json({ b64: `data:image/png;base64,${small.toString("base64")}` })]);
  const call = await round(await opened(service, uuidv7(), keyId), service);
  const asset = await testApp.findAsset(testApp.assetId(String(call.output?.image)));
  if (!asset) throw new Error("Nothing was stored.");
  return asset;
}
