import { expect, test } from "vitest";
import { routingFaults } from "./faults";
import { specialList } from "./lists";

const [key, sandbox] = ["sk-1", { SANDBOX_URL: "http://127.0.0.1:8290", SERVICE_API_KEY: "pods" }];

test.each([
  [
    "an unknown provider",
    { TEXT_TO_IMAGE: "nobody:x" },
    /^TEXT_TO_IMAGE is "nobody:x": text-to-image: no provider is called "nobody"\. There are: .*openai:gpt-image-1\.5/,
  ],
  [
    "a provider that cannot fill the role",
    { ANTHROPIC_KEY: key, SPEECH: "anthropic:claude" },
    /^SPEECH is "anthropic:claude": speech: "anthropic:claude" cannot do this\. There are: .*openai:gpt-4o-mini-tts/,
  ],
  [
    "an entry without its key",
    { OPENAI_KEY: key, TEXT_TO_IMAGE: "openai,fal:flux-dev" },
    /^TEXT_TO_IMAGE is "openai,fal:flux-dev": text-to-image: "fal:flux-dev" has no key\. Set FAL_KEY\.$/,
  ],
  [
    "an entry that only the sandbox would replace, beside one with a key",
    { ...sandbox, OPENAI_KEY: key, TEXT_TO_IMAGE: "openai,fal:flux-dev" },
    /^TEXT_TO_IMAGE is "openai,fal:flux-dev": text-to-image: "fal:flux-dev" has no key\. Set FAL_KEY\.$/,
  ],
  ["a wrong list for a priority", { SPEECH_HIGH: "nobody" }, /^SPEECH_HIGH is "nobody": speech: no provider is called/],
  ["a wrong list for a purpose", { LANGUAGE_STORYBOARD: "nobody" }, /^LANGUAGE_STORYBOARD is "nobody": language: no/],
  [
    "a list for an unknown purpose",
    { LANGUAGE_STORYBORD: "openai:gpt-5.1" },
    /^LANGUAGE_STORYBORD is no setting\. There are: LANGUAGE, LANGUAGE_HIGH, LANGUAGE_URGENT, LANGUAGE_STORYBOARD\.$/,
  ],
  ["a key with a line break", { FAL_KEY: "one\ntwo" }, /^FAL_KEY contains a space, a line break or a character/],
  ["a key with a space", { FAL_KEY: "Key one" }, /^FAL_KEY contains a space, a line break or a character/],
  ["a wrong price", { LANGUAGE_OPENAI_PRICE: "cheap" }, /^LANGUAGE_OPENAI_PRICE is "cheap": give USD per call/],
  ["a wrong time-out", { SPEECH_FAL_TIMEOUT: "soon" }, /^SPEECH_FAL_TIMEOUT is "soon": give seconds/],
  ["a wrong limit of a vendor", { FAL_CONCURRENCY: "none" }, /^FAL_CONCURRENCY is "none": give the most calls at once/],
  [
    "a wrong limit of a role's vendor",
    { SPEECH_FAL_CONCURRENCY: "0" },
    /^SPEECH_FAL_CONCURRENCY is "0": give the most/,
  ],
  ["a wrong address", { FAL_URL: "fal.run" }, /^FAL_URL has "fal\.run": give the service's address/],
])("%s is one sentence at the start", (_, settings, fault) => {
  const faults = routingFaults(settings);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toMatch(fault);
});

test.each([
  ["nothing", {}],
  [
    "a server of one's own without a key",
    { OPENAI_COMPATIBLE_URL: "http://localhost:11434/v1", LANGUAGE: "openai-compatible:llama3" },
  ],
  ["lists that the sandbox fills", { ...sandbox, TEXT_TO_IMAGE: "openai,fal:flux-dev", SPEECH_URGENT: "elevenlabs" }],
  ["limits of calls in progress", { ...sandbox, FAL_CONCURRENCY: "4", TEXT_TO_IMAGE_FAL_CONCURRENCY: "2" }],
  ["the user's languages, as systems set them", { LANGUAGE: "en_US:en" }],
  ["one language", { LANGUAGE: "de_DE.UTF-8" }],
  ["a setting of another program", { SPEECH_REGION: "westeurope", LANGUAGE_PACK: "german" }],
])("%s is no fault", (_, settings) => {
  expect(routingFaults(settings)).toEqual([]);
});

test("a purpose has its list, then the priority; urgent falls back to high, and each to the role's own", () => {
  const settings = { LANGUAGE_HIGH: "openai", LANGUAGE_STORYBOARD: "google,openai", SPEECH_URGENT: "openai" };
  const list = (role: string, of: Parameters<typeof specialList>[1]) => specialList(role, of, settings);
  expect(list("language", { priority: "urgent", purpose: "storyboard" })).toBe("google, openai");
  expect(list("language", { priority: "urgent" })).toBe("openai");
  expect(list("language", { priority: "normal" })).toBeUndefined();
  expect(list("speech", { priority: "urgent" })).toBe("openai");
  expect(list("speech", { priority: "high" })).toBeUndefined();
});
