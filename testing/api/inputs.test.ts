import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { follow, generate, upload } from "@/cli/film/api-client";
import { sample, startApp, type TestApp } from "../app";
import { startBucket } from "../s3-server";

/** How services receive files, by setting, for services that cannot reach our addresses. */

let testApp: TestApp;
let bucket: Awaited<ReturnType<typeof startBucket>>;
const asked: { input: { url: string }[] }[] = [];
/** A pod that records requests and fails. */
const pod = createServer(async (request, response) => {
  asked.push((await json(request)) as (typeof asked)[0]);
  response.writeHead(400).end();
});

beforeAll(async () => {
  await new Promise<void>((resolve) => pod.listen(0, "127.0.0.1", resolve));
  bucket = await startBucket();
  const url = `http://127.0.0.1:${(pod.address() as AddressInfo).port}`;
  testApp = await startApp({
    ...{ SANDBOX_INSTANT: "1", SERVICE_API_KEY: "the key of the pods", ...bucket.env },
    ...{ QWEN_EDIT_URL: url, QWEN_EDIT_INPUTS: "inline", WAN_I2V_URL: url, WAN_I2V_INPUTS: "s3" },
    ...{ WAN_TALK_URL: url, QWEN_VL_INPUTS: "inline" },
  });
});
afterAll(async () => {
  await testApp?.close();
  pod.close();
  bucket?.close();
});

async function handed(model: string) {
  const input = [{ type: "image", url: await upload(testApp.api, sample) }];
  const job = await generate(testApp.api, {
    model,
    input,
    options: { prompt: "x", ...(model === "wan-talk" && { audio_prompt: "x" }) },
  });
  await follow(testApp.api, job, () => {});
  return asked.at(-1)?.input[0]?.url ?? "";
}
const bytes = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer());

describe("an input reaches its service", () => {
  test.each([
    ["by an address of ours", "wan-talk", () => new RegExp(`^${testApp.api.url}/files/`)],
    ["inline", "qwen-edit", () => /^data:image\/jpeg;base64,/],
    ["by an address of the bucket", "wan-i2v", () => new RegExp(`^${bucket.env.S3_ENDPOINT}/media/.+X-Amz-Signature=`)],
  ])("%s", async (_, model, form) => {
    const url = await handed(model);
    expect(url).toMatch(form());
    expect((await bytes(url)).equals(readFileSync(sample))).toBe(true);
  });
});

test("an input too large to be sent inline fails with a clear error, and no request leaves", async () => {
  const side = 2_700;
  const noise = sharp(randomBytes(side * side * 3), { raw: { width: side, height: side, channels: 3 } });
  const path = join(testApp.dataDir, "large.png");
  await noise.png({ compressionLevel: 0 }).toFile(path);
  const input = [{ type: "image", url: await upload(testApp.api, path) }];
  const before = asked.length;
  const job = await generate(testApp.api, { model: "qwen-edit", input, options: { prompt: "x" } });
  const { status, error } = await follow(testApp.api, job, () => {});
  expect([status, error?.code]).toEqual(["failed", "input_unusable"]);
  expect(error?.message).toBe("qwen-edit receives its inputs inline, and these have 20.9 MB; the limit is 20 MB.");
  expect(asked.length).toBe(before);
});

test("the sandbox reads inline inputs", async () => {
  const input = [{ type: "image", url: await upload(testApp.api, sample) }];
  const job = await generate(testApp.api, { model: "qwen-vl", input, options: {} });
  expect((await follow(testApp.api, job, () => {})).status).toBe("completed");
});
