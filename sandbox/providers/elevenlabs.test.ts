import { createElevenLabs } from "@ai-sdk/elevenlabs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { elevenlabs } from "@/lib/providers";
import { speech, transcription } from "@/lib/roles";
import { drive } from "../testing/drive";
import { KEY, kindOf, openVendor } from "../testing/vendor-context";

let vendor: Awaited<ReturnType<typeof openVendor>>;
let client: ReturnType<typeof createElevenLabs>;
beforeAll(async () => {
  vendor = await openVendor(elevenlabs);
  const elsewhere: typeof fetch = (url, init) =>
    fetch(String(url).replace("https://api.elevenlabs.io", vendor.base), init);
  client = createElevenLabs({ apiKey: KEY, fetch: elsewhere });
});
afterAll(() => vendor.close());

test("the AI SDK's client gets its speech out of the stand-in, sends what we send, and hears what was said", async () => {
  const theirs = await client.speech("eleven_multilingual_v2").doGenerate({ text: "Good evening", speed: 1.1 });
  const bytes = Buffer.from(theirs.audio);
  expect(kindOf(bytes)).toBe("mp3");
  const { status } = await vendor.run(speech, { text: "Good evening", speed: 1.1 });
  if (status.state !== "done") throw new Error(JSON.stringify(status));
  expect(kindOf(await vendor.bytes(status.output.audio))).toBe("mp3");
  const [first, second] = vendor.proxy.take();
  expect([second?.path, second?.json]).toEqual([first?.path, first?.json]);
  expect(second?.headers["xi-api-key"]).toBe(first?.headers["xi-api-key"]);

  const heard = await client.transcription("scribe_v1").doGenerate({ audio: theirs.audio, mediaType: "audio/mpeg" });
  const ours = await vendor.run(transcription, { audio: status.output.audio });
  expect([heard.text, ours.status]).toEqual(["Good evening", { state: "done", output: { text: "Good evening" } }]);
  const [form, own] = vendor.proxy.take();
  expect(own?.path).toBe(form?.path);
});

test.each([
  ["submit-429=1,7", { state: "refused", kind: "throttled", waitSeconds: 7 }],
  ["submit-402", { state: "refused", kind: "balance" }],
  ["submit-422=no swords", { state: "refused", kind: "moderated", reason: "no swords" }],
  ["submit-503", { state: "refused", kind: "unavailable" }],
  ["submit-500", { state: "unknown" }],
])("%s is understood, and nothing is accepted", async (fault, status) => {
  const before = await vendor.accepted();
  expect((await vendor.run(speech, { text: "Good evening" }, { fault })).status).toMatchObject(status);
  expect(await vendor.accepted()).toBe(before);
});

test("a wrong key is no empty balance, though both are a 401", async () => {
  const { status } = await drive(
    elevenlabs,
    vendor.endpointOf(speech),
    { ...vendor.place, key: "another" },
    { text: "x" },
  );
  expect(status).toMatchObject({ state: "refused", kind: "key" });
});

test("speech whose answer was lost was accepted once, and is in the vendor's history", async () => {
  const before = await vendor.accepted();
  await expect(vendor.run(speech, { text: "Lost words" }, { fault: "submit-reset-accepted" })).rejects.toThrow();
  expect(await vendor.accepted()).toBe(before + 1);
  const { history } = await (await fetch(`${vendor.base}/v1/history`, { headers: { "xi-api-key": KEY } })).json();
  expect(history[0]).toMatchObject({ text: "Lost words" });
});
