import { afterAll, beforeAll, expect, test } from "vitest";
import { deepgram } from "@/lib/providers";
import { speech, transcription } from "@/lib/roles";
import { drive } from "../testing/drive";
import { openReceiver } from "../testing/receiver";
import { kindOf, openVendor } from "../testing/vendor-context";

let vendor: Awaited<ReturnType<typeof openVendor>>;
beforeAll(async () => {
  vendor = await openVendor(deepgram);
});
afterAll(() => vendor.close());

test("speech comes out, and is written down again from its address", async () => {
  const { status } = await vendor.run(speech, { text: "Good evening" });
  if (status.state !== "done") throw new Error(JSON.stringify(status));
  const sound = await vendor.bytes(status.output.audio);
  expect(kindOf(sound)).toBe("mp3");
  const [sent] = vendor.proxy.take();
  expect([sent?.path, sent?.json]).toEqual([
    ...["/deepgram/v1/speak?model=aura-2-thalia-en&encoding=mp3", { text: "Good evening" }],
  ]);
  const files = await openReceiver({ "/speech.mp3": sound });
  const heard = await vendor.run(transcription, { audio: `${files.url}/speech.mp3`, language: "en" });
  expect(heard.status).toEqual({ state: "done", output: { text: "Good evening" } });
  await files.close();
});

test.each([
  ["submit-429=1,7", { state: "refused", kind: "throttled", waitSeconds: 7 }],
  ["submit-402", { state: "refused", kind: "balance" }],
  ["submit-422=no swords", { state: "refused", kind: "moderated" }],
  ["submit-503", { state: "refused", kind: "unavailable" }],
  ["submit-500", { state: "unknown" }],
])("%s is understood, and nothing is accepted", async (fault, status) => {
  const before = await vendor.accepted();
  expect((await vendor.run(speech, { text: "Good evening" }, { fault })).status).toMatchObject(status);
  expect(await vendor.accepted()).toBe(before);
});

test("a wrong key is refused", async () => {
  const { status } = await drive(
    deepgram,
    vendor.endpointOf(speech),
    { ...vendor.place, key: "another" },
    { text: "x" },
  );
  expect(status).toMatchObject({ state: "refused", kind: "key" });
});
