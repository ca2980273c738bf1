import { readFile } from "node:fs/promises";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { follow, generate } from "@/cli/film/api-client";
import { heic } from "@/lib/media/testing/heic";
import { h264, mediaFolder, picture, sound } from "@/lib/media/testing/made";
import { type Output, outputSchema, problemSchema } from "@/lib/schemas/job";
import { sample } from "../sample";
import { type SharedApp, sharedApp } from "../shared-app";

/** Files as phones, editors and browsers save them: accepted, and passed to services in a form that they can use. */

let testApp: SharedApp;
let media: Awaited<ReturnType<typeof mediaFolder>>;
beforeAll(async () => {
  [testApp, media] = await Promise.all([sharedApp({}), mediaFolder()]);
}, 600_000);
afterAll(async () => {
  await media?.remove();
  await testApp?.close();
});

async function send(file: string, status = 201): Promise<unknown> {
  const headers = { "x-api-key": testApp.api.key, "content-type": "application/octet-stream" };
  const body = new Uint8Array(await readFile(file));
  const answer = await fetch(new URL("/v1/uploads", testApp.api.url), { method: "POST", headers, body });
  const told = await answer.json();
  expect([answer.status, told]).toEqual([status, told]);
  return told;
}
const upload = async (file: string): Promise<Output> => outputSchema.parse(await send(file));
const bytesOf = async ({ url }: Output) => Buffer.from(await (await fetch(url)).arrayBuffer());

test("uploads of all these kinds are accepted", async () => {
  const words = await media.put("words.srt", "1\n00:00:00,000 --> 00:00:01,000\nHello\n");
  const filmed = (name: string, ...args: string[]) => media.make(name, ...picture(1), ...sound(1), ...h264, ...args);
  const heicFile = await media.put("photo.heic", await heic(media, "color=red:s=96x64", { width: 96, height: 64 }));
  const avif = media.path("photo.avif");
  await sharp(media.path("still.png")).avif().toFile(avif);
  const whole = await readFile(media.path("still.jpg"));
  const files: [string, string][] = [
    [filmed("ac3.mp4", "-c:a", "ac3"), "video/mp4"],
    [filmed("dts.mkv", "-c:a", "dca", "-strict", "-2"), "video/mp4"],
    [media.make("subs.mp4", "-i", media.path("film.mp4"), "-i", words, "-c", "copy", "-c:s", "mov_text"), "video/mp4"],
    [media.make("cut.mp4", "-ss", "0.6", "-i", media.path("film.mp4"), "-c", "copy"), "video/mp4"],
    [media.make("moving.gif", "-f", "lavfi", "-i", "testsrc2=d=1:s=64x48:r=10"), "video/mp4"],
    [heicFile, "image/jpeg"],
    [avif, "image/jpeg"],
    [await media.put("no-end.jpg", whole.subarray(0, -2)), "image/jpeg"],
  ];
  for (const [file, contentType] of files) {
    expect([file, await upload(file)]).toMatchObject([file, { contentType }]);
  }
});

test("a refusal names the track and its codec", async () => {
  const file = media.make("wma.mkv", ...picture(1), ...sound(1), ...h264, "-c:a", "wmav2");
  const { code, detail } = problemSchema.parse(await send(file, 400));
  expect([code, detail]).toEqual(["invalid_media", expect.stringContaining("the sound (track 2, wmav2)")]);
});

test("a service gets an upright picture, also when the input is a URL", async () => {
  const file = media.path("turned.jpg");
  const { width = 0, height = 0 } = await sharp(sample).metadata();
  await sharp(sample).withMetadata({ orientation: 6 }).toFile(file);
  const kept = await upload(file);
  expect([kept.width, kept.height]).toEqual([height, width]);
  const input = [{ type: "image", url: `data:image/jpeg;base64,${(await readFile(file)).toString("base64")}` }];
  const options = { prompt: "Wind.", width: 128, height: 128 };
  const job = await follow(testApp.api, await generate(testApp.api, { model: "wan-i2v", input, options }), () => {});
  expect(job.status).toBe("completed");
  const [given] = job.steps.flatMap(({ inputs }) => inputs);
  if (!given) throw new Error("The step has no input.");
  expect(given.sha256).toBe(kept.sha256);
  expect((await sharp(await bytesOf(given)).metadata()).orientation ?? 1).toBe(1);
});

test("animations are joined as clips", async () => {
  const gif = media.make("clip.gif", "-f", "lavfi", "-i", "testsrc2=d=1:s=64x48:r=10");
  const film = media.make("clip.mp4", "-i", gif, ...h264);
  const still = (background: string) =>
    sharp({ create: { width: 64, height: 48, channels: 3, background } })
      .png()
      .toBuffer();
  // Identical frames would be saved as one.
  const frames = [await still("red"), await still("blue")];
  const animated = await sharp(frames, { join: { animated: true } })
    .webp({ delay: [500, 500] })
    .toBuffer();
  const urls = await Promise.all(
    [await readFile(gif), await readFile(film), animated].map(
      (bytes) => `data:video/mp4;base64,${bytes.toString("base64")}`,
    ),
  );
  const input = urls.map((url) => ({ type: "video", url }));
  const job = await follow(testApp.api, await generate(testApp.api, { model: "concat-upscale", input }), () => {});
  expect(job).toMatchObject({ status: "completed", outputs: [{ contentType: "video/mp4", width: 64, height: 48 }] });
  expect(job.outputs[0]?.duration).toBeCloseTo(3, 1);
});
