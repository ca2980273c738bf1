import { expect, test } from "vitest";
import { findStyle, stylePhrase } from "@/lib/styles";
import { CallFailed, PartlyFailed } from "../define-workflow";
import { nearestRatio } from "./nearest-ratio";
import { made, recording } from "./testing/recording";
import { textToImage } from "./text-to-image";

const given = (options: Record<string, unknown> = {}) => textToImage.input.parse({ prompt: "A lake.", ...options });
const failed = (key: string) =>
  new CallFailed({ code: "service_failed", message: "No paint.", step: key, service: null, retryable: true });

test("what a role alone takes is still taken, and asks the role for the same", async () => {
  const recipe = recording(made);
  const input = given({ aspectRatio: "16:9", seed: 7, provider: "fal:flux-dev" });
  expect(await textToImage.run({ input, ...recipe })).toEqual({ images: ["asset:picture.1"] });
  const asked = { prompt: "A lake.", aspectRatio: "16:9", seed: 7, provider: "fal:flux-dev" };
  expect(recipe.asked).toEqual([{ key: "picture.1", service: "text-to-image", input: asked }]);
});

test("each picture is a call of its own with the next seed, in the order of the result", async () => {
  const recipe = recording(made);
  const output = await textToImage.run({ input: given({ count: 3, seed: 2_147_483_646 }), ...recipe });
  expect(output).toEqual({ images: [1, 2, 3].map((n) => `asset:picture.${n}`) });
  expect(recipe.asked.map(({ input }) => input.seed)).toEqual([2_147_483_646, 2_147_483_647, 0]);
});

test("the style's words follow the prompt, and what to leave out is handed on", async () => {
  const recipe = recording(made);
  const style = findStyle("scifi");
  await textToImage.run({ input: given({ style: "scifi", negative_prompt: "people" }), ...recipe });
  expect(recipe.asked[0]?.input).toMatchObject({
    prompt: `A lake.\n\n${style && stylePhrase(style)}`,
    negativePrompt: "people",
  });
});

test("a format, quality or size is made from the picture, which has the nearest shape", async () => {
  const recipe = recording(made);
  const options = { output_format: "webp", quality: 70, width: 1000, height: 560 };
  expect(await textToImage.run({ input: given(options), ...recipe })).toEqual({ images: ["asset:file.1"] });
  expect(recipe.asked[0]?.input.aspectRatio).toBe("16:9");
  const file = { image: "asset:picture.1", format: "webp", quality: 70, width: 1000, height: 560 };
  expect(recipe.asked[1]).toEqual({ key: "file.1", service: "convert-image", input: file });
});

test("pictures that are made stay the result when another one fails", async () => {
  const recipe = recording((asked) => {
    if (asked.key === "picture.2") throw failed(asked.key);
    return made(asked);
  });
  const end = await textToImage.run({ input: given({ count: 3 }), ...recipe }).catch((error: unknown) => error);
  expect(end).toBeInstanceOf(PartlyFailed);
  expect(end).toMatchObject({
    output: { images: ["asset:picture.1", "asset:picture.3"] },
    failure: { error: { step: "picture.2" } },
  });
});

test("without any picture the job ends with the failure itself", async () => {
  const recipe = recording((asked) => {
    throw failed(asked.key);
  });
  await expect(textToImage.run({ input: given({ count: 2 }), ...recipe })).rejects.toBeInstanceOf(CallFailed);
});

test("an internal error is not taken for a failed picture", async () => {
  const recipe = recording((asked) => {
    if (asked.key === "picture.2") throw new TypeError("a fault of ours");
    return made(asked);
  });
  await expect(textToImage.run({ input: given({ count: 2 }), ...recipe })).rejects.toBeInstanceOf(TypeError);
});

test.each([
  [0, /count/],
  [9, /count/],
])("%i pictures are refused", (count, field) => {
  expect(() => given({ count })).toThrow(field);
});

test.each([
  [1920, 1080, "16:9"],
  [1000, 1010, "1:1"],
  [600, 800, "3:4"],
  [100, 4000, "9:16"],
])("%i × %i is nearest to %s", (width, height, ratio) => {
  expect(nearestRatio(width, height)).toBe(ratio);
});
