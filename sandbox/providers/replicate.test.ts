import Replicate, { validateWebhook } from "replicate";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isStandardWebhook } from "@/lib/crypto/vendor-signature";
import { replicate } from "@/lib/providers";
import { imageEdit, imageToVideo, speech, textToImage, textToVideo } from "@/lib/roles";
import { KEY, kindOf, openVendor } from "../testing/vendor-context";
import { guarantee } from "../testing/vendor-guarantees";

let vendor: Awaited<ReturnType<typeof openVendor>>;
let client: Replicate;
beforeAll(async () => {
  vendor = await openVendor(replicate);
  client = new Replicate({ auth: KEY, baseUrl: `${vendor.base}/v1`, useFileOutput: false });
});
afterAll(() => vendor.close());

test("Replicate's own client gets its clip out of the stand-in, and sends what we send", async () => {
  const input = { image: vendor.photo, prompt: "The boat drifts", duration: 5, resolution: "720p" };
  const created = await client.predictions.create({
    ...{ model: "wan-video/wan-2.5-i2v", input, webhook: "https://example.com/hook" },
    webhook_events_filter: ["completed"],
  });
  let found = await client.predictions.get(created.id);
  while (found.status !== "succeeded") found = await client.predictions.get(created.id);
  expect(kindOf(await vendor.bytes(found.output))).toBe("mp4");
  expect((await client.predictions.list()).results[0]?.id).toBe(created.id);
  await expect(client.predictions.cancel(created.id)).rejects.toThrow();
  const [theirs] = vendor.proxy.take();

  const { ask } = await vendor.run(imageToVideo, { prompt: "The boat drifts", image: vendor.photo });
  const [ours] = vendor.proxy.take();
  expect(ours?.json).toEqual({ ...Object(theirs?.json), webhook: ask.webhookUrl });
  expect([ours?.path, ours?.headers.authorization]).toEqual([theirs?.path, theirs?.headers.authorization]);
});

test("a model with a version goes to the route of versions, as its client does it", async () => {
  const version = `owner/name:${"a".repeat(64)}`;
  await client.predictions.create({ version, input: { prompt: "A lake" } });
  const { status } = await vendor.run(textToImage, { prompt: "A lake" }, { model: version });
  expect(status).toMatchObject({ state: "done" });
  const [theirs, ours] = vendor.proxy.take();
  expect([ours?.path, ours?.json]).toEqual([theirs?.path, expect.objectContaining({ version })]);
});

test("a webhook is signed with the account's secret, and with no other", async () => {
  const { key: secret } = await client.webhooks.default.secret.get();
  const before = vendor.caller.receiver.hooks.length;
  await vendor.run(textToImage, { prompt: "A lake" }, { byWebhook: true });
  await vendor.run(textToImage, { prompt: "A lake" }, { byWebhook: true, fault: "webhook-signature" });
  const [right, wrong] = vendor.caller.receiver.hooks.slice(before);
  if (!right || !wrong) throw new Error("no webhooks");
  for (const [hook, truth] of [
    [right, true],
    [wrong, false],
  ] as const) {
    expect(isStandardWebhook(hook.headers, hook.bytes, secret)).toBe(truth);
    const [id, timestamp, signature] = ["id", "timestamp", "signature"].map((name) =>
      String(hook.headers[`webhook-${name}`]),
    );
    const body = hook.bytes.toString();
    expect(
      await validateWebhook({ id: id ?? "", timestamp: timestamp ?? "", signature: signature ?? "", body, secret }),
    ).toBe(truth);
  }
  expect(isStandardWebhook(right.headers, Buffer.from("{}"), secret)).toBe(false);
  expect(isStandardWebhook(right.headers, right.bytes, secret, Date.now() - 400_000)).toBe(false);
});

test.each([
  ["a picture", textToImage, { prompt: "A lake" }, "png"],
  ["a changed picture", imageEdit, { prompt: "At night", image: "photo" }, "png"],
  ["a clip", textToVideo, { prompt: "A lake" }, "mp4"],
  ["speech", speech, { text: "Good evening" }, "mp3"],
])("%s comes out, also where the model gives a list or an object", async (_, role, input, kind) => {
  const asked = "image" in input ? { ...input, image: vendor.photo } : input;
  for (const fault of [undefined, "result-list", "result-object"]) {
    const { status } = await vendor.run(role, asked, fault ? { fault } : {});
    if (status.state !== "done") throw new Error(JSON.stringify(status));
    expect(kindOf(await vendor.bytes(Object.values(status.output)[0]))).toBe(kind);
  }
});

const input = { prompt: "The boat drifts", image: "data:image/png;base64,iVBORw0KGgo=" };
guarantee({ provider: replicate, role: imageToVideo, input, kind: "mp4", cancels: "running" });
