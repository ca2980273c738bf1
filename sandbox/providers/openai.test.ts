import OpenAI, { toFile } from "openai";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openai, openaiCompatible } from "@/lib/providers";
import { imageEdit, language, speech, textToImage, transcription } from "@/lib/roles";
import { drive } from "../testing/drive";
import { KEY, kindOf, openVendor } from "../testing/vendor-context";
import { guarantee } from "../testing/vendor-guarantees";

let vendor: Awaited<ReturnType<typeof openVendor>>;
let client: OpenAI;
beforeAll(async () => {
  vendor = await openVendor(openai, "/v1");
  client = new OpenAI({ apiKey: KEY, baseURL: vendor.base, maxRetries: 0 });
});
afterAll(() => vendor.close());

const schema = {
  type: "object",
  properties: { title: { type: "string" }, scenes: { type: "array", items: { type: "string" }, minItems: 3 } },
  required: ["title", "scenes"],
  additionalProperties: false,
};

describe("OpenAI's own client and ours send the same and get the same", () => {
  test("a chat about a picture, as JSON that fits a schema", async () => {
    const theirs = await client.chat.completions.create({
      model: "gpt-5.1",
      messages: [
        { role: "system", content: "You write films." },
        {
          role: "user",
          content: [
            { type: "text", text: "A boat at dusk" },
            { type: "image_url", image_url: { url: vendor.picture } },
          ],
        },
      ],
      max_completion_tokens: 4096,
      response_format: { type: "json_schema", json_schema: { name: "answer", strict: true, schema } },
    });
    const text = theirs.choices[0]?.message.content ?? "";
    expect(JSON.parse(text)).toEqual({ title: expect.any(String), scenes: Array(3).fill(expect.any(String)) });

    const input = { prompt: "A boat at dusk", system: "You write films.", images: [vendor.picture], schema };
    const { status } = await vendor.run(language, input);
    expect(status).toEqual({ state: "done", output: { text } });
    const [first, second] = vendor.proxy.take();
    expect(second?.json).toEqual(first?.json);
    expect(second?.path).toBe(first?.path);
    expect(second?.headers.authorization).toBe(first?.headers.authorization);
  });

  test("a picture from a text", async () => {
    const size = "1536x1024" as const;
    const request = {
      model: "gpt-image-1.5",
      prompt: "A lake",
      size,
      quality: "medium",
      output_format: "png",
    } as const;
    const theirs = await client.images.generate(request);
    expect(kindOf(Buffer.from(theirs.data?.[0]?.b64_json ?? "", "base64"))).toBe("png");
    const { status } = await vendor.run(textToImage, { prompt: "A lake", aspectRatio: "16:9" });
    expect(status).toMatchObject({ state: "done" });
    if (status.state === "done") expect(kindOf(await vendor.bytes(status.output.image))).toBe("png");
    const [first, second] = vendor.proxy.take();
    expect([second?.path, second?.json]).toEqual([first?.path, first?.json]);
  });

  test("a changed picture: theirs as a form, ours as JSON, with the same fields", async () => {
    const bytes = Buffer.from(vendor.picture.split(",")[1] ?? "", "base64");
    const image = await toFile(bytes, "picture.png", { type: "image/png" });
    const theirs = await client.images.edit({ model: "gpt-image-1.5", image, prompt: "At night", quality: "medium" });
    expect(kindOf(Buffer.from(theirs.data?.[0]?.b64_json ?? "", "base64"))).toBe("png");
    const { status } = await vendor.run(imageEdit, { prompt: "At night", image: vendor.picture });
    expect(status).toMatchObject({ state: "done" });
    const [first, second] = vendor.proxy.take();
    expect(second?.path).toBe(first?.path);
    for (const part of ["gpt-image-1.5", "At night", "medium"]) {
      expect(first?.text).toContain(part);
      expect(second?.text).toContain(part);
    }
  });

  test("speech, and what was said in it", async () => {
    const request = {
      model: "gpt-4o-mini-tts",
      input: "Good evening",
      voice: "alloy",
      response_format: "mp3",
    } as const;
    const theirs = Buffer.from(await (await client.audio.speech.create(request)).arrayBuffer());
    expect(kindOf(theirs)).toBe("mp3");
    const { status } = await vendor.run(speech, { text: "Good evening" });
    expect(status).toEqual({ state: "done", output: { audio: expect.stringMatching(/^data:audio\/mpeg;base64,/) } });
    const [first, second] = vendor.proxy.take();
    expect([second?.path, second?.json]).toEqual([first?.path, first?.json]);
    if (status.state !== "done") throw new Error("no speech");

    const file = await toFile(theirs, "speech.mp3", { type: "audio/mpeg" });
    expect((await client.audio.transcriptions.create({ model: "gpt-4o-mini-transcribe", file })).text).toBe(
      "Good evening",
    );
    const heard = await vendor.run(transcription, { audio: status.output.audio, language: "en" });
    expect(heard.status).toEqual({ state: "done", output: { text: "Good evening" } });
    const [form, ours] = vendor.proxy.take();
    expect([ours?.path, ours?.headers["content-type"]?.split(";")[0]]).toEqual([form?.path, "multipart/form-data"]);
  });

  test("a picture in the background: an id at once, and the result later", async () => {
    const created = await client.responses.create({
      model: "gpt-5.1",
      input: [{ role: "user", content: [{ type: "input_text", text: "A harbour" }] }],
      background: true,
      tools: [{ type: "image_generation", size: "1024x1024" }],
      tool_choice: { type: "image_generation" },
    });
    expect(created.status).toBe("queued");
    let found = await client.responses.retrieve(created.id);
    while (found.status !== "completed") found = await client.responses.retrieve(created.id);
    const [made] = found.output;
    expect(made?.type === "image_generation_call" && kindOf(Buffer.from(made.result ?? "", "base64"))).toBe("png");
    await expect(client.responses.cancel(created.id)).rejects.toMatchObject({ status: 400 });
    const [theirs] = vendor.proxy.take();

    const { status } = await vendor.run(textToImage, { prompt: "A harbour" }, { model: "background/gpt-5.1" });
    if (status.state !== "done") throw new Error(JSON.stringify(status));
    expect(kindOf(await vendor.bytes(status.output.image))).toBe("png");
    const [ours] = vendor.proxy.take();
    expect([ours?.path, ours?.json]).toEqual([theirs?.path, theirs?.json]);
  });
});

describe("what is refused", () => {
  test("a wrong key, in OpenAI's words", async () => {
    const stranger = new OpenAI({ apiKey: "another", baseURL: vendor.base, maxRetries: 0 });
    await expect(stranger.images.generate({ prompt: "x" })).rejects.toMatchObject({
      status: 401,
      code: "invalid_api_key",
    });
    const place = { ...vendor.place, key: "another" };
    const { status } = await drive(openai, vendor.endpointOf(textToImage), place, { prompt: "x" });
    expect(status).toMatchObject({ state: "refused", kind: "key" });
  });

  test.each([
    ["submit-429=1,7", { state: "refused", kind: "throttled", reason: "too many requests", waitSeconds: 7 }],
    ["submit-402", { state: "refused", kind: "balance", reason: "no credits left" }],
    ["submit-422=no swords", { state: "refused", kind: "moderated", reason: "no swords" }],
    ["submit-503", { state: "refused", kind: "unavailable", reason: "no worker available" }],
    ["submit-500", { state: "unknown", reason: "Internal Server Error" }],
    ["moderated=flagged", { state: "refused", kind: "moderated", reason: "flagged" }],
    ["submit-html", { state: "unknown" }],
  ])("%s is understood, and nothing is accepted twice", async (fault, status) => {
    const before = await vendor.accepted();
    expect((await vendor.run(textToImage, { prompt: "A lake" }, { fault })).status).toMatchObject(status);
    expect(await vendor.accepted()).toBe(before + Number(fault.startsWith("moderated")));
  });

  test("a picture whose answer is a web page may have been paid: it is unclear, not failed", async () => {
    const { status } = await vendor.run(textToImage, { prompt: "A lake" }, { fault: "submit-html-accepted" });
    expect(status).toEqual({ state: "unclear", said: expect.stringContaining("Please wait") });
  });

  test("an answer that is lost was accepted once, and the log says so", async () => {
    const before = await vendor.accepted();
    await expect(vendor.run(textToImage, { prompt: "A lake" }, { fault: "submit-reset-accepted" })).rejects.toThrow();
    expect(await vendor.accepted()).toBe(before + 1);
  });
});

test("another server with the same chat is spoken to in the same way", async () => {
  const own = await openVendor(openaiCompatible, "/v1");
  const { status } = await own.run(language, { prompt: "A boat" }, { model: "llama3.2-vision" });
  expect(status).toEqual({ state: "done", output: { text: expect.stringContaining("Next Scene: ") } });
  expect(own.proxy.take()[0]?.json).toMatchObject({ model: "llama3.2-vision", max_tokens: 4096 });
  await own.close();
});

guarantee({
  ...{
    provider: openai,
    prefix: "/v1",
    role: imageEdit,
    model: "background/gpt-5.1",
    kind: "png",
    cancels: "running",
    inline: true,
  },
  input: { prompt: "At night", image: "data:image/png;base64,iVBORw0KGgo=" },
});
