import { randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { follow, generate } from "@/cli/film/api-client";
import { createApiKey } from "@/cli/supervisor/database";
import { type Output, problemSchema } from "@/lib/schemas/job";
import { newKeySchema } from "@/lib/schemas/key";
import { startApp, type TestApp } from "../app";
import { type Caller, callerOf } from "../caller";

/** Limits of one key's uploads: concurrent ones, unused bytes, and endless ones. */

vi.setConfig({ testTimeout: 120_000 });
const patient = { timeout: 120_000 };

let testApp: TestApp;
let admin: Caller;
beforeAll(async () => {
  testApp = await startApp({ SANDBOX_INSTANT: "1", MAX_UPLOAD_MB: "1", KEY_UNUSED_UPLOADS_MB: "1.5" });
  admin = callerOf(testApp, (await createApiKey(testApp.app.settings, "operations", "admin")).key);
});
afterAll(() => testApp?.close());

const newKey = async () => newKeySchema.parse(await (await admin.post("/v1/keys", { name: "a customer" })).json()).key;
/** A new random picture, about 3 bytes per pixel. */
const noise = (side: number) =>
  sharp(randomBytes(side * side * 3), { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toBuffer();
const upload = (key: string, body: Buffer) =>
  fetch(new URL("/v1/uploads", testApp.api.url), {
    method: "POST",
    headers: { "x-api-key": key, "content-type": "image/png" },
    body: body as BodyInit,
  });
const filesBelow = () =>
  readdirSync(`${testApp.dataDir}/media`, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .length;

function open(key: string, headers: string): Socket {
  const { hostname, port } = new URL(testApp.api.url);
  const socket = connect(Number(port), hostname).on("error", () => {});
  socket.write(`POST /v1/uploads HTTP/1.1\r\nHost: ${hostname}\r\nX-API-Key: ${key}\r\n${headers}\r\n\r\n`);
  return socket;
}
/** An upload that sends nothing after its first byte. */
function stall(key: string): Socket {
  const socket = open(key, "Content-Type: image/png\r\nContent-Length: 1000");
  socket.write("x");
  return socket;
}

test("a key has ten concurrent uploads; more of them wait, too many are refused, and other keys are not affected", async () => {
  const [key, other] = [await newKey(), await newKey()];
  const before = filesBelow();
  const stalled = Array.from({ length: 10 }, () => stall(key));
  await expect.poll(filesBelow, patient).toBe(before + 10);

  const picture = await noise(20);
  const answers: Response[] = [];
  const more = Array.from({ length: 25 }, async () => answers.push(await upload(key, picture)));
  await expect.poll(() => answers.length, patient).toBe(5);
  for (const refused of answers) {
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "5"]);
    expect(problemSchema.parse(await refused.json()).code).toBe("rate_limited");
  }
  expect((await upload(other, picture)).status).toBe(201);
  expect(answers.length).toBe(5); // the others are still waiting

  for (const socket of stalled) socket.destroy();
  await Promise.all(more);
  const statuses = answers.slice(5).map(({ status }) => status);
  expect(statuses.sort()).toEqual([...Array.from({ length: 19 }, () => 200), 201]); // exactly one created the asset
});

test("a key may store a limited amount of unused uploads; using one in a job makes room", async () => {
  const key = await newKey();
  const pictures = await Promise.all(Array.from({ length: 4 }, () => noise(500))); // 0.7 MB each
  const send = async (i: number) => upload(key, pictures[i] ?? Buffer.alloc(0));
  const first: Output = await (await send(0)).json();
  expect((await send(1)).status).toBe(201);
  const refused = await send(2);
  const { code, detail } = problemSchema.parse(await refused.json());
  expect([refused.status, code]).toEqual([507, "storage_full"]);
  expect(detail).toContain("unused uploads are limited to 1.5 MB");

  const input = [{ type: "image", url: `asset:${first.id}` }];
  const api = { ...testApp.api, key };
  const job = await generate(api, { model: "qwen-vl", input, options: { prompt: "x" } });
  expect((await send(2)).status).toBe(201);
  await follow(api, job, () => {});
  expect((await send(3)).status).toBe(507);
  expect((await upload(await newKey(), pictures[3] ?? Buffer.alloc(0))).status).toBe(201);
});

const form = "Content-Type: multipart/form-data; boundary=x\r\nTransfer-Encoding: chunked";
const part = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n';

test.each([
  ["a form", form, part],
  ["a raw body", "Content-Type: image/png\r\nTransfer-Encoding: chunked", ""],
])("%s without an end is cut off", async (_, headers, begin) => {
  const before = filesBelow();
  const socket = open(await newKey(), headers);
  const chunk = (body: Buffer) =>
    Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from("\r\n")]);
  if (begin) socket.write(chunk(Buffer.from(begin)));
  const heard = text(socket).catch(() => "");
  const piece = chunk(Buffer.alloc(65_536));
  let sent = 0;
  const send = () => {
    while (sent < 200_000_000 && !socket.destroyed) {
      sent += piece.length;
      if (!socket.write(piece)) return void socket.once("drain", send);
    }
  };
  send();
  await new Promise<void>((resolve) => socket.once("close", () => resolve()));
  expect(sent).toBeLessThan(60_000_000);
  expect(await heard).toMatch(/^(HTTP\/1.1 413 |$)/);
  await expect.poll(filesBelow, patient).toBe(before);
});
