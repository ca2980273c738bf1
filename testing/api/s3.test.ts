import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { follow, generate, upload } from "@/cli/film/api-client";
import type { Job } from "@/lib/schemas/job";
import { createS3Store } from "@/lib/storage";
import { sample, startApp, type TestApp } from "../app";

/** Results are uploaded to the caller's address, and the media are in a bucket if one is configured. */

let testApp: TestApp;
afterAll(() => testApp?.close());

async function keyframe(s3Url?: string): Promise<Job> {
  const picture = await upload(testApp.api, sample);
  const input = [{ type: "image", url: picture }];
  const job = await generate(testApp.api, {
    model: "qwen-edit",
    input,
    options: { prompt: "Night." },
    ...(s3Url && { s3Url }),
  });
  return follow(testApp.api, job, () => {});
}

const sizeOf = async (url = "") => (await (await fetch(url)).arrayBuffer()).byteLength;

describe("a presigned address", () => {
  const received: { url: string; type: string; bytes: number }[] = [];
  const server = createServer(async (request, response) => {
    let bytes = 0;
    for await (const chunk of request) bytes += chunk.length;
    if (request.url?.startsWith("/denied")) return response.writeHead(403).end();
    received.push({ url: request.url ?? "", type: request.headers["content-type"] ?? "", bytes });
    response.writeHead(200).end();
  });
  let base = "";

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = address && typeof address === "object" ? address.port : 0;
    base = `http://127.0.0.1:${port}`;
    testApp = await startApp({ SANDBOX_INSTANT: "1" }, [`127.0.0.1/32:${port}`]);
  });
  afterAll(async () => {
    server.close();
    await testApp?.close();
  });

  test("gets the whole result before the job completes, and its secret query is never returned", async () => {
    const job = await keyframe(`${base}/put/x.jpg?signature=secret`);
    expect([job.status, job.s3Url]).toEqual(["completed", `${base}/put/x.jpg`]);
    expect(received).toEqual([
      { url: "/put/x.jpg?signature=secret", type: job.outputs[0]?.contentType, bytes: job.outputs[0]?.sizeBytes },
    ]);
    expect(await sizeOf(job.outputs[0]?.url)).toBe(job.outputs[0]?.sizeBytes);
  });

  test("is stored encrypted: its secret is in no file of ours", async () => {
    const job = await keyframe(`${base}/put/sealed.jpg?signature=in-no-file`);
    expect(job.status).toBe("completed");
    expect(received.at(-1)?.url).toBe("/put/sealed.jpg?signature=in-no-file");
    const files = readdirSync(testApp.dataDir, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const texts = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name)));
    expect(texts.filter((text) => text.includes("/put/sealed.jpg")).length).toBeGreaterThan(0);
    expect(texts.filter((text) => text.includes("in-no-file"))).toEqual([]);
  });

  test("that refuses the upload fails the job with its status; the finished step is kept", async () => {
    const job = await keyframe(`${base}/denied/x.jpg?signature=secret`);
    expect(job).toMatchObject({ status: "failed", error: { code: "s3_upload" }, steps: [{ status: "succeeded" }] });
    expect(job.error?.message).toContain("403");
    expect(JSON.stringify(job)).not.toContain("signature=secret");
  });
});

describe("a bucket that is open to callers", () => {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(403, { "content-type": "application/xml" });
    response.end("<Error><Code>InvalidAccessKeyId</Code><Message>Unknown.</Message></Error>");
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const S3_ENDPOINT = `http://127.0.0.1:${address && typeof address === "object" ? address.port : 0}`;
    const credentials = { S3_ACCESS_KEY_ID: "id", S3_SECRET_ACCESS_KEY: "secret" };
    testApp = await startApp({ SANDBOX_INSTANT: "1", S3_ENDPOINT, S3_DELIVERY_BUCKETS: "theirs", ...credentials });
  });
  afterAll(async () => {
    server.close();
    await testApp?.close();
  });

  test("that refuses the file fails the job with an error that reveals none of our settings", async () => {
    const job = await keyframe("s3://theirs/films/");
    expect(job).toMatchObject({ status: "failed", error: { code: "s3_upload" }, steps: [{ status: "succeeded" }] });
    expect(job.error?.message).toBe(
      "Could not copy the result to s3Url: the bucket does not exist or does not let us write into it.",
    );
    expect(JSON.stringify(job)).not.toMatch(/S3_|127\.0\.0\.1:(?!\d+\/files)/);
  });

  test.each(["s3://others/films/", "s3://others"])("is the only one allowed: %s is refused", async (s3Url) => {
    await expect(keyframe(s3Url)).rejects.toThrow('This server may not write to the bucket "others"');
  });
});

const { TEST_S3_ENDPOINT: endpoint, TEST_S3_BUCKET: bucket = "", TEST_S3_REGION: region = "us-east-1" } = process.env;
const accessKeyId = process.env.TEST_S3_ACCESS_KEY_ID ?? "";
const secretAccessKey = process.env.TEST_S3_SECRET_ACCESS_KEY ?? "";

describe.skipIf(!endpoint)("a real S3 server", () => {
  test("stores uploads and results, serves them through the app, and accepts a copy at s3Url next to our own files", async () => {
    const s3 = { S3_ENDPOINT: endpoint ?? "", S3_REGION: region, S3_BUCKET: bucket, S3_PREFIX: "own-prefix" };
    const delivery = { S3_DELIVERY_BUCKETS: bucket };
    const credentials = { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey };
    testApp = await startApp({ SANDBOX_INSTANT: "1", ...s3, ...delivery, ...credentials });
    const job = await keyframe(`s3://${bucket}/delivered/`);
    expect(job).toMatchObject({ status: "completed", error: null });
    const [output] = job.outputs;
    expect(await sizeOf(output?.url)).toBe(output?.sizeBytes);
    const ranged = await fetch(output?.url ?? "", { headers: { range: "bytes=0-9" } });
    expect([ranged.status, (await ranged.arrayBuffer()).byteLength]).toEqual([206, 10]);
    const store = createS3Store({ endpoint, region, bucket, accessKeyId, secretAccessKey });
    const sizes = new Map<string, number | undefined>();
    for await (const { key } of store.list()) sizes.set(key, (await store.stat(key))?.size);
    expect(sizes.get(`delivered/qwen-edit-${job.id}.jpg`)).toBe(output?.sizeBytes);
    const ours = [...sizes.keys()].filter((key) => key.startsWith("own-prefix/"));
    expect(ours.length).toBeGreaterThanOrEqual(2);
    await expect(keyframe(`s3://${bucket}/${ours[0]}`)).rejects.toThrow("reserved for the server's own files");
  });
});
