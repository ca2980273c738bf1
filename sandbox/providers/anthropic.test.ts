import Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anthropic } from "@/lib/providers";
import { language } from "@/lib/roles";
import { drive } from "../testing/drive";
import { KEY, openVendor } from "../testing/vendor-context";

let vendor: Awaited<ReturnType<typeof openVendor>>;
beforeAll(async () => {
  vendor = await openVendor(anthropic);
});
afterAll(() => vendor.close());

const schema = {
  type: "object",
  properties: { scenes: { type: "array", items: { type: "string" } } },
  ...{ required: ["scenes"], additionalProperties: false },
};

test("Anthropic's own client gets its text out of the stand-in, and sends what we send", async () => {
  const client = new Anthropic({ apiKey: KEY, baseURL: vendor.base, maxRetries: 0 });
  const data = vendor.picture.split(",")[1] ?? "";
  const theirs = await client.messages.create({
    ...{ model: "claude-sonnet-4-6", max_tokens: 4096, system: "You write films." },
    messages: [
      {
        role: "user",
        content: [
          { type: "image", source: { type: "base64", media_type: "image/png", data } },
          { type: "text", text: "A boat" },
        ],
      },
    ],
    output_config: { format: { type: "json_schema", schema } },
  });
  const [block] = theirs.content;
  const text = block?.type === "text" ? block.text : "";
  expect(JSON.parse(text)).toEqual({ scenes: [expect.any(String)] });
  const input = { prompt: "A boat", system: "You write films.", images: [vendor.picture], schema };
  expect((await vendor.run(language, input)).status).toEqual({ state: "done", output: { text } });
  const [first, second] = vendor.proxy.take();
  expect([second?.path, second?.json]).toEqual([first?.path, first?.json]);
  for (const name of ["authorization", "anthropic-version"]) expect(second?.headers[name]).toBe(first?.headers[name]);
});

test.each([
  ["submit-429=1,7", { state: "refused", kind: "throttled", waitSeconds: 7 }],
  ["submit-402", { state: "refused", kind: "balance" }],
  ["submit-422=no swords", { state: "refused", kind: "moderated" }],
  ["submit-503", { state: "refused", kind: "unavailable" }],
  ["submit-500", { state: "unknown" }],
  ["receipt-refusal=no money", { state: "refused", reason: expect.stringContaining("no money") }],
])("%s is understood", async (fault, status) => {
  expect((await vendor.run(language, { prompt: "A boat" }, { fault })).status).toMatchObject(status);
});

test("a wrong key is refused", async () => {
  const { status } = await drive(
    anthropic,
    vendor.endpointOf(language),
    { ...vendor.place, key: "another" },
    { prompt: "x" },
  );
  expect(status).toMatchObject({ state: "refused", kind: "key" });
});

test.each([
  [{ stop_reason: "refusal", content: [] }, "moderated"],
  [{ stop_reason: "max_tokens", content: [{ text: "cut" }] }, "input"],
  [{ stop_reason: "end_turn", content: [] }, "provider"],
])("an answer without text says why: %j", (given, kind) => {
  const endpoint = vendor.endpointOf(language);
  const ask = { model: "claude-sonnet-4-6", callId: "1", webhookUrl: "https://example.com" };
  expect(endpoint.parse(endpoint.response.parse(given), ask)).toMatchObject({ state: "failed", kind });
});
