import { describe, expect, test } from "vitest";
import type { Provider } from "../define-provider";
import * as registry from "../providers";
import { imageToVideo, language, textToVideo } from "../roles";
import { candidates } from "./candidates";

const providers: readonly Provider[] = Object.values(registry);
const input = { image: "https://example.com/p.png", prompt: "A boat", duration: 5, resolution: "720p", audio: false };
const only = (...ids: string[]) => ({ hasKey: ({ id }: Provider) => ids.includes(id) });
const names = (result: ReturnType<typeof candidates>) => result.able.map(({ name }) => name);

describe("who can fill a role", () => {
  test("without a list: every provider with a key, by its first model", () => {
    expect(names(candidates(imageToVideo, input, providers, only("fal", "replicate")))).toEqual([
      ...["fal:wan-2.5", "replicate:wan-2.5"],
    ]);
    expect(names(candidates(imageToVideo, input, providers, only("openai")))).toEqual([]);
  });

  test("a list keeps its order; the price is that of the input", () => {
    const list = ["replicate:wan-2.5", " fal:kling-2.5-turbo"];
    const { able, unable } = candidates(imageToVideo, { ...input, resolution: "1080p" }, providers, {
      ...{ list, hasKey: () => true },
    });
    expect(able.map(({ name, price }) => [name, price])).toEqual([
      ["replicate:wan-2.5", 0.75],
      ["fal:kling-2.5-turbo", 0.35000000000000003],
    ]);
    expect(unable).toEqual([]);
  });

  test.each([
    ["a length", { duration: 12 }, "fal:wan-2.5 makes clips of 5 or 10 seconds, not 12."],
    ["a last picture", { lastImage: "https://example.com/l.png" }, "fal:wan-2.5 takes no last picture."],
    ["sound", { audio: true }, "fal:wan-2.5 makes no sound."],
    ["a long prompt", { prompt: "x".repeat(801) }, "fal:wan-2.5 takes 800 characters at most; the text has 801."],
  ])("%s that a model cannot do is said before anything is spent", (_, change, why) => {
    const list = ["fal:wan-2.5"];
    expect(candidates(imageToVideo, { ...input, ...change }, providers, { list, hasKey: () => true })).toMatchObject({
      ...{ able: [], unable: [{ name: "fal:wan-2.5", why }] },
    });
  });

  test("a shape that a model does not make", () => {
    const list = ["replicate:wan-2.5"];
    const { unable } = candidates(textToVideo, { ...input, aspectRatio: "1:1" }, providers, {
      list,
      hasKey: () => true,
    });
    expect(unable).toEqual([{ name: "replicate:wan-2.5", why: "replicate:wan-2.5 makes 16:9 or 9:16, not 1:1." }]);
  });

  test("a model that is not listed can be named, and nothing is promised of it", () => {
    const [one] = candidates(imageToVideo, { ...input, duration: 17 }, providers, {
      ...{ list: ["fal:owner/new/image-to-video"], hasKey: () => true },
    }).able;
    expect([one?.model, one?.price]).toEqual(["owner/new/image-to-video", null]);
  });

  test.each([
    [
      "an unknown provider",
      ["nobody:x"],
      /^image-to-video: no provider is called "nobody"\. There are: .*fal:wan-2\.5/,
    ],
    [
      "one that does not fill the role",
      ["openai:gpt-5.1"],
      /^image-to-video: "openai:gpt-5\.1" cannot do this\. There are: /,
    ],
    ["one without its key", ["fal:wan-2.5"], /^image-to-video: "fal:wan-2\.5" has no key\. Set FAL_KEY\.$/],
  ])("%s in a list is a clear error", (_, list, message) => {
    expect(() => candidates(imageToVideo, input, providers, { list, ...only("replicate", "openai") })).toThrow(message);
  });

  test("a server whose models are its own needs one to be named", () => {
    expect(() =>
      candidates(language, { prompt: "x" }, providers, { list: ["openai-compatible"], hasKey: () => true }),
    ).toThrow('language: name a model, as "openai-compatible:<model>".');
  });
});
