import { createAlibaba } from "@ai-sdk/alibaba";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dashscope } from "@/lib/providers";
import { imageToVideo, textToVideo } from "@/lib/roles";
import { KEY, kindOf, openVendor } from "../testing/vendor-context";
import { guarantee } from "../testing/vendor-guarantees";

let vendor: Awaited<ReturnType<typeof openVendor>>;
beforeAll(async () => {
  vendor = await openVendor(dashscope);
});
afterAll(() => vendor.close());

const base = { n: 1, fps: undefined, resolution: "1280x720", duration: 5, seed: 7, image: undefined } as const;
const none = {
  ...{ aspectRatio: undefined, frameImages: undefined, inputReferences: undefined, generateAudio: undefined },
  providerOptions: { alibaba: { pollIntervalMs: 20 } },
} as const;

async function theirs(model: string, change: object): Promise<unknown> {
  const client = createAlibaba({ apiKey: KEY, videoBaseURL: vendor.base });
  const made = client.video(model);
  const options: Parameters<typeof made.doGenerate>[0] = { prompt: "The boat drifts", ...base, ...none, ...change };
  const [video] = (await made.doGenerate(options)).videos;
  return video?.type === "url" ? video.url : null;
}

test("the AI SDK's client gets its clip out of the stand-in, and sends what we send", async () => {
  const image = { type: "url", url: vendor.photo };
  const url = await theirs("wan2.6-i2v", { image, generateAudio: true });
  expect(kindOf(await vendor.bytes(url))).toBe("mp4");
  const [first] = vendor.proxy.take();
  await vendor.run(imageToVideo, { prompt: "The boat drifts", image: vendor.photo, seed: 7, audio: true });
  const [ours] = vendor.proxy.take();
  expect([ours?.path, ours?.json]).toEqual([first?.path, first?.json]);
  for (const name of ["authorization", "x-dashscope-async"]) expect(ours?.headers[name]).toBe(first?.headers[name]);
});

test("a clip from a text, in the later protocol", async () => {
  await theirs("wan2.7-t2v", { aspectRatio: "16:9" });
  const [first] = vendor.proxy.take();
  const { status } = await vendor.run(textToVideo, { prompt: "The boat drifts", seed: 7 });
  expect(status).toEqual({ state: "done", output: { video: expect.any(String) } });
  expect(vendor.proxy.take()[0]?.json).toEqual(first?.json);
});

test("first and last picture, as wan3 takes them", async () => {
  const input = { prompt: "The boat drifts", image: vendor.photo, lastImage: vendor.picture, aspectRatio: "16:9" };
  const { status } = await vendor.run(imageToVideo, input, { model: "wan3" });
  expect(status).toEqual({ state: "done", output: { video: expect.any(String) } });
  expect(vendor.proxy.take()[0]?.json).toEqual({
    model: "wan3",
    input: {
      prompt: "The boat drifts",
      media: [
        { type: "first_frame", url: vendor.photo },
        { type: "last_frame", url: vendor.picture },
      ],
    },
    parameters: { duration: 5, resolution: "720P", ratio: "16:9", audio: false },
  });
});

const input = { prompt: "The boat drifts", image: "data:image/png;base64,iVBORw0KGgo=" };
guarantee({ provider: dashscope, role: imageToVideo, input, kind: "mp4", cancels: "queued" });
