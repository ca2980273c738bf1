import { describe, expect, test } from "vitest";
import { imageEdit, imageToVideo, join, language, speech } from "../roles";
import { entriesFor, namesFor, soleMaker } from "./entries";
import { fitTo, fittedBy } from "./fit";

const sandbox = { SANDBOX_URL: "http://127.0.0.1:4000" };
const keys = { OPENAI_KEY: "sk", FAL_KEY: "fal" };
const videos = { videos: ["asset:a", "asset:b"] };

describe("who joins a film", () => {
  test.each([
    ["with nothing configured, the sandbox's pod", sandbox, "concat-upscale"],
    ["with pods, the sandbox's pod as before", { ...sandbox, WAN_I2V_URL: "http://pod" }, "concat-upscale"],
    ["with its own pod, that pod", { ...keys, CONCAT_UPSCALE_URL: "http://pod" }, "concat-upscale"],
    ["with vendors' keys only, this machine", { ...sandbox, ...keys }, "join-clips"],
    ["with other pods and no sandbox, this machine", { WAN_I2V_URL: "http://pod" }, "join-clips"],
    ["with a list of one, that one", { ...sandbox, JOIN: "local:join-clips" }, "join-clips"],
  ])("%s", (_, settings, service) => {
    expect(soleMaker(join, videos, settings)?.service.id).toBe(service);
  });

  test("with a list of two, the role by its list", () => {
    expect(soleMaker(join, videos, { ...sandbox, JOIN: "pod:concat-upscale,local:join-clips" })).toBeUndefined();
  });

  test("a dissolve is not joined by the pod, which makes none", () => {
    expect(soleMaker(join, { ...videos, transition: "dissolve" }, sandbox)).toBeUndefined();
  });
});

describe("who speaks", () => {
  const placeholder = "local:speech-local";
  test("the placeholder voice comes after all that the sandbox replaces, and not at all beside a vendor", () => {
    expect(namesFor(speech, sandbox).indexOf(placeholder)).toBe(namesFor(speech, sandbox).length - 1);
    expect(namesFor(speech, sandbox).length).toBeGreaterThan(3);
    expect(namesFor(speech, { ...sandbox, ELEVENLABS_KEY: "key" })).toEqual(["elevenlabs:eleven_multilingual_v2"]);
  });

  test.each([
    ["vendors that do not speak", { ...sandbox, RUNWAY_KEY: "key" }],
    ["own pods without the sandbox", { WAN_I2V_URL: "http://pod" }],
    ["a list that names it", { ...sandbox, ELEVENLABS_KEY: "key", SPEECH: placeholder }],
  ])("the placeholder voice does with %s", (_, settings) => {
    expect(namesFor(speech, settings)).toEqual([placeholder]);
    expect(soleMaker(speech, { text: "Hello.", language: "en" }, settings)).toMatchObject({
      service: { id: "speech-local" },
      input: { text: "Hello.", language: "en" },
    });
  });

  test("a vendor's voice is no voice of this machine", () => {
    const { able, unable } = entriesFor(speech, { text: "Hello.", voice: "alloy", provider: placeholder }, sandbox);
    expect(able).toEqual([]);
    expect(unable[0]?.why).toContain('has no voice "alloy"');
  });
});

describe("who makes the parts of a film", () => {
  const story = { prompt: "A boat.", images: ["asset:a"], system: "Be brief." };
  test("a pod alone gets the request in its own form", () => {
    expect(soleMaker(language, story, sandbox)).toMatchObject({
      service: { id: "qwen-vl" },
      input: { image: "asset:a", prompt: "A boat.", system_prompt: "Be brief." },
    });
  });

  test("the list of a request comes before that of a setting", () => {
    const settings = { ...sandbox, LANGUAGE: "openai:gpt-5.1" };
    expect(soleMaker(language, story, settings)).toBeUndefined();
    expect(soleMaker(language, { ...story, provider: "pod" }, settings)?.service.id).toBe("qwen-vl");
  });

  test("vendors' keys fill the roles that they can; a pod beside them comes first", () => {
    expect(namesFor(imageEdit, { ...sandbox, ...keys })[0]).toMatch(/^fal:/);
    expect(namesFor(imageToVideo, { ...sandbox, ...keys, WAN_I2V_URL: "http://pod" })).toEqual([
      "pod:wan-i2v",
      expect.stringMatching(/^fal:/),
    ]);
  });
});

describe("the nearest that a model can make", () => {
  const clip = { prompt: "x", duration: 3, resolution: "720p", fit: "nearest", fps: 24 };
  const wan = { durations: [5, 10], resolutions: ["480p", "720p", "1080p"] };
  test.each([
    [
      { width: 768, height: 768 },
      { resolution: "720p", aspectRatio: "1:1", duration: 5 },
    ],
    [
      { width: 1920, height: 1080 },
      { resolution: "1080p", aspectRatio: "16:9", duration: 5 },
    ],
    [
      { width: 480, height: 832, duration: 6 },
      { resolution: "480p", aspectRatio: "9:16", duration: 10 },
    ],
    [{ width: 480, height: 832, duration: 11 }, { duration: 11 }], // then it is refused, not cut
  ])("%o becomes %o", (asked, made) => {
    const fitted = fitTo(wan, { ...clip, ...asked });
    expect(fitted).toMatchObject(made);
    for (const field of ["width", "height", "fps", "fit"]) expect(fitted).not.toHaveProperty(field);
  });

  test("only listed shapes are chosen, and the same is not told", () => {
    expect(fitTo({ aspectRatios: ["16:9", "9:16"] }, { ...clip, width: 512, height: 520 }).aspectRatio).toBe("9:16");
    expect(fittedBy(wan, { ...clip, duration: 5 })).toBeNull();
    expect(fittedBy(wan, { ...clip, width: 768, height: 768 })).toEqual({
      requested: "768 × 768, 3 s",
      made: "720p, 1:1, 5 s",
    });
  });
});
