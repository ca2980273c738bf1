import { createFalClient } from "@fal-ai/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isFromFal } from "@/lib/crypto/vendor-signature";
import { fal } from "@/lib/providers";
import { imageEdit, imageToVideo, speech, textToImage, textToVideo } from "@/lib/roles";
import { KEY, kindOf, openVendor } from "../testing/vendor-context";
import { guarantee } from "../testing/vendor-guarantees";

let vendor: Awaited<ReturnType<typeof openVendor>>;
let client: ReturnType<typeof createFalClient>;
beforeAll(async () => {
  vendor = await openVendor(fal);
  client = createFalClient({
    credentials: KEY,
    fetch: (url, init) => fetch(String(url).replace("https://queue.fal.run", vendor.base), init),
  });
});
afterAll(() => vendor.close());

const model = "fal-ai/wan-25-preview/image-to-video";

test("fal's own client gets its clip out of the stand-in, and sends what we send", async () => {
  const input = { prompt: "The boat drifts", image_url: vendor.photo, duration: "5", resolution: "720p" } as const;
  const queued = await client.queue.submit(model, { input, webhookUrl: "https://example.com/hook" });
  let state = await client.queue.status(model, { requestId: queued.request_id });
  while (state.status !== "COMPLETED") state = await client.queue.status(model, { requestId: queued.request_id });
  const { data } = await client.queue.result(model, { requestId: queued.request_id });
  expect(kindOf(await vendor.bytes(data.video.url))).toBe("mp4");
  await expect(client.queue.cancel(model, { requestId: queued.request_id })).rejects.toThrow();
  const theirs = vendor.proxy.take();

  const { status } = await vendor.run(imageToVideo, { prompt: "The boat drifts", image: vendor.photo });
  expect(status).toEqual({ state: "done", output: { video: expect.any(String) } });
  const [submit, poll, ...rest] = vendor.proxy.take();
  expect(submit?.json).toEqual(theirs[0]?.json);
  expect(submit?.path.split("?")[0]).toBe(theirs[0]?.path.split("?")[0]);
  expect(submit?.headers.authorization).toBe(theirs[0]?.headers.authorization);
  // The same addresses for state and result, but for the id.
  const shapes = (sent: { method: string; path: string }[]) =>
    new Set(
      sent
        .filter(({ path }) => path.startsWith("/fal"))
        .map(({ method, path }) => `${method} ${path.split("?")[0]?.replace(/[0-9a-f-]{36}/, "ID")}`),
    );
  expect(shapes([submit, poll, ...rest].flatMap((one) => one ?? []))).toEqual(shapes(theirs.slice(0, -1)));
});

test("a webhook is signed by a key of fal's, and by no other", async () => {
  const { keys } = await (await fetch(`${vendor.base}/.well-known/jwks.json`)).json();
  const before = vendor.caller.receiver.hooks.length;
  await vendor.run(textToImage, { prompt: "A lake" }, { byWebhook: true });
  await vendor.run(textToImage, { prompt: "A lake" }, { byWebhook: true, fault: "webhook-signature" });
  const [right, wrong] = vendor.caller.receiver.hooks.slice(before);
  if (!right || !wrong) throw new Error("no webhooks");
  expect(isFromFal(right.headers, right.bytes, keys)).toBe(true);
  expect(isFromFal(right.headers, Buffer.concat([right.bytes, Buffer.from(" ")]), keys)).toBe(false);
  expect(isFromFal(right.headers, right.bytes, keys, Date.now() + 400_000)).toBe(false);
  expect(isFromFal(wrong.headers, wrong.bytes, keys)).toBe(false);
  expect(isFromFal({}, right.bytes, keys)).toBe(false);
});

test.each([
  ["a picture", textToImage, { prompt: "A lake" }, "jpeg"],
  ["a changed picture", imageEdit, { prompt: "At night", image: "photo" }, "jpeg"],
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
guarantee({ provider: fal, role: imageToVideo, input, kind: "mp4", cancels: "running" });
