import { afterEach, expect, test, vi } from "vitest";
import { imageToVideo } from "./image-to-video";
import { talkingPicture } from "./talking-picture";
import { made, recording } from "./testing/recording";
import { textToVideo } from "./text-to-video";

afterEach(() => vi.unstubAllEnvs());

const clip = { duration: 5, resolution: "720p", audio: false };

test("a clip is made straight from the text, as the role alone makes it", async () => {
  const recipe = recording(made);
  const input = textToVideo.input.parse({ prompt: "A lake.", seed: 7 });
  expect(await textToVideo.run({ input, ...recipe })).toEqual({ video: "asset:clip" });
  const asked = { prompt: "A lake.", aspectRatio: "16:9", seed: 7, ...clip };
  expect(recipe.asked).toEqual([{ key: "clip", service: "text-to-video", input: asked }]);
});

test("by way of a picture, the picture has the clip's words and shape", async () => {
  const recipe = recording(made);
  const options = { way: "picture", aspectRatio: "9:16", provider: "pod:wan-i2v", picture_provider: "fal:flux-dev" };
  const input = textToVideo.input.parse({ prompt: "A lake.", ...options });
  await textToVideo.run({ input, ...recipe });
  expect(recipe.asked).toEqual([
    {
      ...{ key: "picture", service: "text-to-image" },
      input: { prompt: "A lake.", aspectRatio: "9:16", provider: "fal:flux-dev" },
    },
    {
      ...{ key: "clip", service: "image-to-video" },
      input: { image: "asset:picture", prompt: "A lake.", aspectRatio: "9:16", provider: "pod:wan-i2v", ...clip },
    },
  ]);
});

test("a frame rate that no vendor makes from text is made by way of a picture, at a pod", async () => {
  vi.stubEnv("SANDBOX_URL", "http://127.0.0.1:1");
  vi.stubEnv("SERVICE_API_KEY", "a-key-of-the-services");
  const parse = (options: object) => textToVideo.input.parse({ prompt: "A lake.", ...options });
  expect(textToVideo.decide?.(parse({}), {}).way).toBe("text");
  const decided = textToVideo.decide?.(parse({ fps: 24 }), {}) ?? parse({});
  expect([decided.way, textToVideo.faults?.(decided, {})]).toEqual(["picture", []]);
  const recipe = recording(made);
  await textToVideo.run({ input: decided, ...recipe });
  expect(recipe.asked.map(({ service, input }) => [service, input.fps])).toEqual([
    ["text-to-image", undefined],
    ["image-to-video", 24],
  ]);
  const [fault] = textToVideo.faults?.(parse({ fps: 24, way: "text" }), {}) ?? [];
  expect(fault?.detail).toContain("not exactly 24 frames per second");
});

test("a picture of the caller's own is moved, with the last picture, and none is painted", async () => {
  const recipe = recording(made);
  const given = { image: "asset:first", lastImage: "asset:last", prompt: "The wind rises." };
  await imageToVideo.run({ input: imageToVideo.input.parse(given), ...recipe });
  expect(recipe.asked).toEqual([{ key: "clip", service: "image-to-video", input: { ...given, ...clip } }]);
});

test("without a picture, one is painted first, in the shape of the clip", async () => {
  const recipe = recording(made);
  await imageToVideo.run({ input: imageToVideo.input.parse({ prompt: "A lake.", style: "nature" }), ...recipe });
  expect(recipe.asked.map(({ key, input }) => [key, input.aspectRatio, input.image])).toEqual([
    ["picture", "16:9", undefined],
    ["clip", "16:9", "asset:picture"],
  ]);
  expect(recipe.asked.every(({ input }) => String(input.prompt).includes("Style: nature"))).toBe(true);
});

test("a talking picture says the text; voice and style are words of the prompt", async () => {
  const recipe = recording(made);
  const given = { image: "asset:face", text: "Hello.", prompt: "She smiles.", voice: "calm and low", style: "vintage" };
  await talkingPicture.run({ input: talkingPicture.input.parse(given), ...recipe });
  expect(recipe.asked).toMatchObject([{ key: "clip", service: "wan-talk", input: { audio_prompt: "Hello." } }]);
  expect(recipe.asked[0]?.input.prompt).toMatch(/^She smiles\.\n\nVoice: calm and low\n\nStyle: vintage/);
});

test("the longest prompt, voice and style fit the service", async () => {
  const recipe = recording(made);
  const long = { prompt: "x".repeat(1500), voice: "y".repeat(200), style: "futuristic", text: "Hello." };
  await talkingPicture.run({ input: talkingPicture.input.parse({ image: "asset:face", ...long }), ...recipe });
  expect(String(recipe.asked[0]?.input.prompt).length).toBeLessThanOrEqual(2000);
});
