import { createByteDance } from "@ai-sdk/bytedance";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bytedance } from "@/lib/providers";
import { imageToVideo, textToVideo } from "@/lib/roles";
import { KEY, kindOf, openVendor } from "../testing/vendor-context";
import { guarantee } from "../testing/vendor-guarantees";

let vendor: Awaited<ReturnType<typeof openVendor>>;
beforeAll(async () => {
  vendor = await openVendor(bytedance, "/api/v3");
});
afterAll(() => vendor.close());

test("the AI SDK's client gets its clip out of the stand-in, and sends what we send", async () => {
  const client = createByteDance({ apiKey: KEY, baseURL: vendor.base });
  const made = client.video("seedance-1-5-pro-251215");
  const options: Parameters<typeof made.doGenerate>[0] = {
    ...{ prompt: "The boat drifts", n: 1, duration: 5, seed: 7, aspectRatio: "16:9", resolution: "1280x720" },
    ...{ fps: undefined, image: { type: "url", url: vendor.photo }, generateAudio: false },
    ...{ frameImages: undefined, inputReferences: undefined },
    providerOptions: { bytedance: { pollIntervalMs: 20 } },
  };
  const [video] = (await made.doGenerate(options)).videos;
  expect(kindOf(await vendor.bytes(video?.type === "url" ? video.url : null))).toBe("mp4");
  const [theirs] = vendor.proxy.take();
  const input = { prompt: "The boat drifts", image: vendor.photo, seed: 7, aspectRatio: "16:9" };
  const { ask } = await vendor.run(imageToVideo, input);
  const [ours] = vendor.proxy.take();
  expect(ours?.json).toEqual({ ...Object(theirs?.json), callback_url: ask.webhookUrl });
  expect([ours?.path, ours?.headers.authorization]).toEqual([theirs?.path, theirs?.headers.authorization]);
});

test("a clip from a text", async () => {
  const { status } = await vendor.run(textToVideo, { prompt: "A lake" });
  if (status.state !== "done") throw new Error(JSON.stringify(status));
  expect(kindOf(await vendor.bytes(status.output.video))).toBe("mp4");
});

const input = { prompt: "The boat drifts", image: "data:image/png;base64,iVBORw0KGgo=" };
guarantee({ provider: bytedance, prefix: "/api/v3", role: imageToVideo, input, kind: "mp4", cancels: "queued" });
