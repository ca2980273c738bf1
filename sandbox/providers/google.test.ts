import { GoogleGenAI } from "@google/genai";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isFromGoogle } from "@/lib/crypto/vendor-signature";
import { google } from "@/lib/providers";
import { imageEdit, imageToVideo, language, textToImage, textToVideo } from "@/lib/roles";
import { KEY, kindOf, openVendor } from "../testing/vendor-context";
import { guarantee } from "../testing/vendor-guarantees";

let vendor: Awaited<ReturnType<typeof openVendor>>;
let client: GoogleGenAI;
beforeAll(async () => {
  vendor = await openVendor(google);
  client = new GoogleGenAI({ apiKey: KEY, httpOptions: { baseUrl: vendor.base, apiVersion: "v1beta" } });
});
afterAll(() => vendor.close());

const bytesIn = (url: string) => url.split(",")[1] ?? "";

test("Google's own client gets its clip out of the stand-in, and sends what we send", async () => {
  let operation = await client.models.generateVideos({
    model: "veo-3.1-generate-preview",
    source: {
      prompt: "The boat drifts",
      image: { imageBytes: bytesIn(vendor.picture), mimeType: "image/png" },
    },
    config: {
      durationSeconds: 8,
      aspectRatio: "16:9",
      resolution: "720p",
      webhookConfig: { uris: ["https://example.com/hook"] },
    },
  });
  while (!operation.done) operation = await client.operations.getVideosOperation({ operation });
  const uri = operation.response?.generatedVideos?.[0]?.video?.uri;
  expect(kindOf(await vendor.bytes(uri))).toBe("mp4");
  expect((await fetch(String(uri))).status).toBe(400); // the file needs the key
  const [theirs] = vendor.proxy.take();

  const input = { prompt: "The boat drifts", image: vendor.picture, duration: 8, aspectRatio: "16:9" };
  const { ask } = await vendor.run(imageToVideo, input);
  const [ours] = vendor.proxy.take();
  expect(ours?.json).toEqual({ ...Object(theirs?.json), webhookConfig: { uris: [ask.webhookUrl] } });
  expect([ours?.path, ours?.headers["x-goog-api-key"]]).toEqual([theirs?.path, theirs?.headers["x-goog-api-key"]]);
});

const schema = {
  type: "object",
  properties: { scenes: { type: "array", items: { type: "string" } } },
  required: ["scenes"],
};

test("text about a picture, as JSON that fits a schema: the same request, the same answer", async () => {
  const { text } = await client.models.generateContent({
    model: "gemini-2.5-flash",
    contents: [
      {
        role: "user",
        parts: [{ text: "A boat" }, { inlineData: { mimeType: "image/png", data: bytesIn(vendor.picture) } }],
      },
    ],
    config: {
      ...{ systemInstruction: { parts: [{ text: "You write films." }] }, maxOutputTokens: 4096 },
      ...{ responseMimeType: "application/json", responseJsonSchema: schema },
    },
  });
  expect(JSON.parse(text ?? "")).toEqual({ scenes: [expect.any(String)] });
  const input = { prompt: "A boat", images: [vendor.picture], system: "You write films.", schema };
  expect((await vendor.run(language, input)).status).toEqual({ state: "done", output: { text } });
  const [theirs, ours] = vendor.proxy.take();
  expect(ours?.path).toBe(theirs?.path);
  expect(ours?.json).toEqual(theirs?.json);
});

test("a picture, new and changed, and a clip from a text", async () => {
  const made = await client.models.generateContent({
    ...{ model: "gemini-2.5-flash-image", contents: "A lake" },
    config: { responseModalities: ["IMAGE"], imageConfig: { aspectRatio: "1:1" } },
  });
  expect(kindOf(Buffer.from(made.data ?? "", "base64"))).toBe("png");
  const outputs = [
    await vendor.run(textToImage, { prompt: "A lake" }),
    await vendor.run(imageEdit, { prompt: "At night", image: vendor.picture, references: [vendor.picture] }),
    await vendor.run(textToVideo, { prompt: "A lake", duration: 4 }),
  ];
  const kinds = outputs.map(async ({ status }) => {
    if (status.state !== "done") throw new Error(JSON.stringify(status));
    return kindOf(await vendor.bytes(Object.values(status.output)[0]));
  });
  expect(await Promise.all(kinds)).toEqual(["png", "png", "mp4"]);
  const [theirs, ours] = vendor.proxy.take();
  expect([ours?.path, ours?.json]).toEqual([theirs?.path, theirs?.json]);
});

test("a webhook carries a token that Google's public keys verify, for five minutes", async () => {
  const { keys } = await (await fetch(`${vendor.base}/.well-known/jwks.json`)).json();
  const before = vendor.caller.receiver.hooks.length;
  await vendor.run(textToVideo, { prompt: "A lake", duration: 4 }, { byWebhook: true });
  await vendor.run(textToVideo, { prompt: "A lake", duration: 4 }, { byWebhook: true, fault: "webhook-signature" });
  const hooks = vendor.caller.receiver.hooks.slice(before);
  expect(hooks.map(({ headers }) => isFromGoogle(headers, keys))).toEqual([true, false]);
  expect(hooks.map(({ headers }) => isFromGoogle(headers, keys, Date.now() + 400_000))).toEqual([false, false]);
  const [{ headers } = { headers: {} }] = hooks;
  expect(isFromGoogle({ ...headers, "webhook-signature": "eyJhbGciOiJub25lIn0.e30." }, keys)).toBe(false);
});

test.each([
  [{ promptFeedback: { blockReason: "PROHIBITED_CONTENT" } }, "moderated"],
  [{ candidates: [{ finishReason: "IMAGE_SAFETY" }] }, "moderated"],
  [{ candidates: [{ finishReason: "MAX_TOKENS" }] }, "input"],
  [{ candidates: [{ finishReason: "STOP" }] }, "provider"],
])("an answer without content says why: %j", (given, kind) => {
  const endpoint = vendor.endpointOf(textToImage);
  const ask = { model: "gemini-2.5-flash-image", callId: "1", webhookUrl: "https://example.com" };
  expect(endpoint.parse(endpoint.response.parse(given), ask)).toMatchObject({ state: "failed", kind });
});

const input = { prompt: "The boat drifts", image: "data:image/png;base64,iVBORw0KGgo=", duration: 4 };
guarantee({ provider: google, role: imageToVideo, input, kind: "mp4", cancels: "none", wordless: true });
