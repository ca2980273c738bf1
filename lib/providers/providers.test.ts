import { describe, expect, test } from "vitest";
import type { Endpoint, Model, Provider } from "../define-provider";
import * as roles from "../roles";
import { priceOf, whyNot } from "./capability";
import * as registry from "./index";
import { refusalOf } from "./refusal";

const providers: readonly Provider[] = Object.values(registry);
const endpoints = providers.flatMap((provider) => provider.endpoints.map((endpoint) => ({ provider, endpoint })));
const models = endpoints.flatMap(({ provider, endpoint }) =>
  Object.entries(endpoint.models).map(([name, model]) => ({
    name: `${provider.id}:${name}`,
    model,
    endpoint,
    provider,
  })),
);
const listed = models.filter(({ name }) => !name.endsWith(":*"));

/** An input of the role that the model can do. */
function inputFor({ role }: Endpoint, { durations, resolutions, aspectRatios }: Model): Record<string, unknown> {
  const wish: Record<string, unknown> = { prompt: "A boat", text: "A boat", image: "https://example.com/p.png" };
  wish.audio = "audio" in role.output.shape || role.id !== "transcription" ? false : "https://example.com/a.mp3";
  wish.duration = Array.isArray(durations) ? durations[0] : (durations?.min ?? 5);
  wish.resolution = resolutions?.[0] ?? "720p";
  wish.aspectRatio = aspectRatios?.[0] ?? "16:9";
  return role.input.parse(Object.fromEntries(Object.entries(wish).filter(([field]) => field in role.input.shape)));
}

describe("every provider", () => {
  test.each(providers.map((provider) => [provider.id, provider] as const))(
    "%s says where it is, by which key, and how it is known",
    (id, { api, source, title, endpoints: own }) => {
      expect(id).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(api.setting).toBe(`${id.toUpperCase().replaceAll("-", "_")}_KEY`);
      expect(api.url).toMatch(/^https:\/\/|^http:\/\/localhost:/);
      expect(title).not.toBe("");
      expect(source.length).toBeGreaterThan(20);
      expect(own.length).toBeGreaterThan(0);
    },
  );

  test("fills roles that exist, and each role is filled by two at least", () => {
    for (const role of Object.values(roles))
      expect(
        new Set(endpoints.filter(({ endpoint }) => endpoint.role.id === role.id).map(({ provider }) => provider.id))
          .size,
        role.id,
      ).toBeGreaterThanOrEqual(2);
  });

  test("names a model once for a role", () => {
    const names = models.map(({ name, endpoint }) => `${endpoint.role.id} ${name}`);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });
});

test.each(listed.map((one) => [one.name, one.endpoint.role.id, one] as const))(
  "%s for %s: what it can do is accepted and makes a plain request",
  (name, _, { model, endpoint }) => {
    const input = inputFor(endpoint, model);
    expect(whyNot(name, model, input)).toBeNull();
    const ask = {
      model: model.remote ?? name.split(":")[1] ?? "",
      callId: "call-1",
      webhookUrl: "https://example.com/hook",
    };
    const request = endpoint.request(input, ask);
    expect(request.path).toMatch(/^\/[\w./:?=&%-]+$/);
    // Plain data: nothing is lost on the way through JSON but fields that are not set.
    expect(JSON.parse(JSON.stringify(request))).toEqual(JSON.parse(JSON.stringify(structuredClone(request))));
    expect(JSON.stringify(request)).toContain(endpoint.role.id === "transcription" ? "example.com" : "A boat");
    const price = priceOf(model, { ...input, maxTokens: 1000 });
    if (model.price) expect(price).toBeGreaterThan(0);
  },
);

test("an asynchronous endpoint can be followed: it has a receipt, and a poll", () => {
  for (const { provider, endpoint } of endpoints) {
    if (endpoint.mode === "sync") continue;
    expect([provider.id, endpoint.receipt, endpoint.poll, endpoint.pollEvery]).not.toContain(undefined);
  }
});

describe("what an answer to a submit means", () => {
  const plain = { title: "Plain", errorOf: () => ({ reason: "words" }), codes: {} };
  test.each([
    [401, "key"],
    [402, "balance"],
    [403, "key"],
    [404, "model"],
    [413, "input"],
    [422, "input"],
    [429, "throttled"],
    [503, "unavailable"],
    [529, "unavailable"],
  ])("%i is a definite no: %s", (status, kind) => {
    expect(refusalOf(plain, { status, answer: {} })).toEqual({ state: "refused", kind, reason: "words" });
  });

  test.each([408, 409, 425, 500, 502, 504, 520])("%i may have been accepted", (status) => {
    expect(refusalOf(plain, { status, answer: {} })).toEqual({ state: "unknown", reason: "words" });
  });

  test("a vendor's code is stronger than the status; words name moderation; the wait is bounded", () => {
    const coded = { ...plain, errorOf: () => ({ reason: "no", code: "poor" }), codes: { poor: "balance" } as const };
    expect(refusalOf(coded, { status: 429, answer: {} })).toMatchObject({ kind: "balance" });
    const blocked = { ...plain, errorOf: () => ({ reason: "Rejected by our safety system." }) };
    expect(refusalOf(blocked, { status: 400, answer: {} })).toMatchObject({ kind: "moderated" });
    expect(refusalOf(plain, { status: 429, answer: {}, retryAfter: "99999999" })).toMatchObject({
      waitSeconds: 604_800,
    });
    expect(refusalOf(plain, { status: 429, answer: {}, retryAfter: "soon" })).not.toHaveProperty("waitSeconds");
  });

  test("an answer that cannot be read is shown as it is", () => {
    const silent = { ...plain, errorOf: () => ({}) };
    expect(refusalOf(silent, { status: 503, answer: "<html>" })).toMatchObject({ reason: "<html>" });
    expect(refusalOf(silent, { status: 503, answer: undefined })).toMatchObject({ reason: "Plain answered 503." });
  });

  const inside = (code: string | undefined, reason?: string) =>
    refusalOf({ ...plain, codes: { "7": "balance" }, errorOf: () => ({ code, reason }) }, { status: 200, answer: {} });

  test.each([
    ["7", "words", "balance"],
    ["9", "words", "unavailable"],
    [undefined, "words", "unavailable"],
    ["9", "The prompt failed the content policy.", "moderated"],
    ["9", "Your account balance is not enough.", "balance"],
    ["9", "Too many concurrent tasks.", "throttled"],
    ["9", "Invalid API key.", "key"],
    ["9", "The model veo-9 does not exist.", "model"],
    ["9", "The parameter duration is invalid.", "input"],
  ] as const)(
    "an error inside a 200 with the code %s and the words %s is the refusal that they say",
    (code, reason, kind) => {
      expect(inside(code, reason)).toEqual({ state: "refused", kind, reason });
    },
  );

  test("an error inside a 200 that says that the outcome is unknown is no refusal", () => {
    expect(inside("9", "The upstream request timed out.")).toMatchObject({ state: "unknown" });
  });

  test("a 200 without an error is no refusal", () => {
    expect(inside(undefined)).toBeNull();
  });

  test.each(providers.map((provider) => [provider.id, provider] as const))(
    "%s reads any answer without failing",
    (_, provider) => {
      for (const answer of [
        null,
        undefined,
        "",
        "words",
        7,
        [],
        {},
        { error: null },
        { error: 7 },
        { detail: [7] },
        { code: {} },
      ])
        expect(() => refusalOf(provider, { status: 400, answer })).not.toThrow();
    },
  );
});
