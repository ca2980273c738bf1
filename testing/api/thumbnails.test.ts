import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { follow, generate, upload } from "@/cli/film/api-client";
import { mediaFolder } from "@/lib/media/testing/made";
import { type Output, outputSchema } from "@/lib/schemas/job";
import { sample } from "../sample";
import { type SharedApp, sharedApp } from "../shared-app";

/** Thumbnails of the API's objects: their own signed URLs, created on the first request. */

let testApp: SharedApp;
let media: Awaited<ReturnType<typeof mediaFolder>>;
beforeAll(async () => {
  [testApp, media] = await Promise.all([sharedApp(), mediaFolder()]);
});
afterAll(async () => {
  await media?.remove();
  await testApp?.close();
});

async function send(path: string, type: string): Promise<Output> {
  const headers = { "x-api-key": testApp.api.key, "content-type": type };
  const body = new Uint8Array(readFileSync(path));
  return outputSchema.parse(
    await (await fetch(new URL("/v1/uploads", testApp.api.url), { method: "POST", headers, body })).json(),
  );
}
const kept = ({ sha256 }: Output, extension: string) =>
  statSync(join(testApp.dataDir, "media", sha256.slice(0, 2), `${sha256}.${extension}.thumbnail.webp`), {
    throwIfNoEntry: false,
  });

test("a picture has one of at most 640 pixels, created on the first request, stored, and cacheable forever", async () => {
  // No other file of tests has sent this one.
  await sharp(sample).rotate(180).jpeg().toFile(media.path("own.jpg"));
  const picture = await send(media.path("own.jpg"), "image/jpeg");
  const address = picture.thumbnailUrl ?? "";
  expect(kept(picture, "jpg")).toBeUndefined();
  // Concurrent requests create it once.
  const answers = await Promise.all(Array.from({ length: 12 }, () => fetch(address)));
  const bodies = await Promise.all(answers.map(async (answer) => Buffer.from(await answer.arrayBuffer())));
  expect(new Set(bodies.map((body) => body.toString("base64"))).size).toBe(1);
  const [first] = answers;
  expect([first?.status, first?.headers.get("content-type")]).toEqual([200, "image/webp"]);
  expect(first?.headers.get("cache-control")).toBe("private, max-age=86400, immutable");
  const { format, width, height } = await sharp(bodies[0]).metadata();
  expect([format, width]).toEqual(["webp", 640]);
  expect(Math.round((640 * (picture.height ?? 0)) / (picture.width ?? 1))).toBe(height);
  expect(bodies[0]?.length).toBeLessThan(picture.sizeBytes / 4);
  expect(kept(picture, "jpg")?.size).toBe(bodies[0]?.length);

  const etag = first?.headers.get("etag") ?? "";
  const again = await fetch(address, { headers: { "if-none-match": etag } });
  const head = await fetch(address, { method: "HEAD" });
  expect([again.status, head.headers.get("content-length")]).toEqual([304, String(bodies[0]?.length)]);
  expect((await fetch(picture.url, { method: "HEAD" })).headers.get("etag")).not.toBe(etag);
});

test("a small picture is not enlarged, and a sound has none", async () => {
  const still = await send(media.path("still.png"), "image/png");
  const small = await sharp(Buffer.from(await (await fetch(still.thumbnailUrl ?? "")).arrayBuffer())).metadata();
  expect([small.format, small.width, small.height]).toEqual(["webp", 60, 40]);
  expect((await send(media.path("sound.mp3"), "audio/mpeg")).thumbnailUrl).toBeNull();
});

test("inputs and outputs of a job have them; a clip's shows its first frame", async () => {
  const input = [{ type: "image", url: await upload(testApp.api, sample) }];
  const job = await follow(
    testApp.api,
    await generate(testApp.api, { model: "wan-i2v", input, options: { prompt: "The wind rises." } }),
    () => {},
  );
  const files = [...job.inputs, ...job.outputs, ...job.steps.flatMap((step) => [...step.inputs, ...step.outputs])];
  expect(files.map(({ type }) => type)).toEqual(["image", "video", "image", "video"]);
  for (const { type, thumbnailUrl } of files) {
    const { format, width = 0 } = await sharp(
      Buffer.from(await (await fetch(thumbnailUrl ?? "")).arrayBuffer()),
    ).metadata();
    expect([type, format, width > 0 && width <= 640]).toEqual([type, "webp", true]);
  }
});

test("neither address is valid for the other's file, and a changed one is invalid", async () => {
  const { url, thumbnailUrl } = await send(sample, "image/jpeg");
  const [whole, small] = [new URL(url), new URL(thumbnailUrl ?? "")];
  const wrong = [
    `${whole.origin}${whole.pathname}${small.search}`,
    `${small.origin}${small.pathname}${whole.search}`,
    String(small).replace("-thumbnail", ""),
    String(small).replace("expires=", "expires=1"),
  ];
  for (const address of wrong) expect((await fetch(address)).status, address).toBe(404);
});
