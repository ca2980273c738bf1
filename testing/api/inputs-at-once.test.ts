import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createApiKey } from "@/cli/supervisor/database";
import { resolveTools } from "@/lib/media/tools";
import { newKeySchema } from "@/lib/schemas/key";
import { sample, startApp, type TestApp } from "../app";
import { type Caller, callerOf } from "../caller";

/** Limits of what the server fetches for one key. */

vi.setConfig({ testTimeout: 120_000 });
const patient = { timeout: 120_000 };

let testApp: TestApp;
let admin: Caller;
let film: Buffer;
/** Requests for pictures that the test holds back. */
const held: ServerResponse[] = [];
const web = createServer((request, response) => {
  if (request.url?.startsWith("/film")) return void response.end(film);
  held.push(response);
});
let base: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
  const { port } = web.address() as AddressInfo;
  base = `http://127.0.0.1:${port}`;
  testApp = await startApp({ SANDBOX_INSTANT: "1", MAX_UPLOAD_MB: "1" }, [`127.0.0.1/32:${port}`]);
  admin = callerOf(testApp, (await createApiKey(testApp.app.settings, "operations", "admin")).key);
  const path = join(testApp.dataDir, "film.mp4");
  const args = [
    "-nostdin",
    "-v",
    "error",
    "-y",
    "-f",
    "lavfi",
    "-i",
    "testsrc=d=1:s=64x48",
    "-pix_fmt",
    "yuv420p",
    path,
  ];
  execFileSync(resolveTools().ffmpeg, args);
  film = padded(readFileSync(path), 900_000);
});
afterAll(async () => {
  await testApp?.close();
  web.close();
});

/** An mp4 with an empty box at its end. */
function padded(mp4: Buffer, bytes: number): Buffer {
  const nothing = Buffer.alloc(bytes - mp4.length);
  nothing.writeUInt32BE(nothing.length);
  nothing.write("free", 4);
  return Buffer.concat([mp4, nothing]);
}

async function newCaller(): Promise<Caller> {
  const made = await admin.post("/v1/keys", { name: "a customer" });
  return callerOf(testApp, newKeySchema.parse(await made.json()).key);
}

test("the server fetches the inputs of eight submits per key; the next ones wait, and other keys are not affected", async () => {
  const [one, other] = [await newCaller(), await newCaller()];
  const submit = ({ post }: Caller, name: string) =>
    post("/v1/generate", { model: "qwen-vl", input: [{ type: "image", url: `${base}/${name}.jpg` }], options: {} });
  const picture = readFileSync(sample);
  const handOut = () => held.shift()?.writeHead(200, { "content-type": "image/jpeg" }).end(picture);
  const submits = Array.from({ length: 10 }, (_, i) => submit(one, `one-${i}`));
  await expect.poll(() => held.length, patient).toBe(8);
  const others = submit(other, "other");
  await expect.poll(() => held.length, patient).toBe(9);
  handOut();
  await expect.poll(() => held.length, patient).toBe(9);
  handOut();
  await expect.poll(() => held.length, patient).toBe(9);
  while (held.length > 0) handOut();
  const statuses = (await Promise.all([...submits, others])).map(({ status }) => status);
  expect(statuses).toEqual(statuses.map(() => 202));
});

test("the files of one submit share one size limit", async () => {
  const { post } = await newCaller();
  const join = (count: number) => {
    const input = Array.from({ length: count }, (_, i) => ({ type: "video", url: `${base}/film-${i}.mp4` }));
    return post("/v1/generate", { model: "concat-upscale", input, options: {} });
  };
  expect((await join(4)).status).toBe(202);
  const refused = await join(7);
  expect({ status: refused.status, body: await refused.json() }).toMatchObject({
    status: 413,
    body: { code: "payload_too_large", errors: [{ pointer: expect.stringMatching(/^\/input\/[456]\/url$/) }] },
  });
});
