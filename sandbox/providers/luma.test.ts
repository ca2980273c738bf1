import { LumaAI } from "lumaai";
import { afterAll, beforeAll, expect, test } from "vitest";
import { luma } from "@/lib/providers";
import { imageToVideo, textToVideo } from "@/lib/roles";
import { send } from "../testing/drive";
import { KEY, kindOf, openVendor } from "../testing/vendor-context";
import { guarantee } from "../testing/vendor-guarantees";

let vendor: Awaited<ReturnType<typeof openVendor>>;
beforeAll(async () => {
  vendor = await openVendor(luma);
});
afterAll(() => vendor.close());

test("Luma's own client gets its clip out of the stand-in, and sends what we send", async () => {
  const client = new LumaAI({ authToken: KEY, baseURL: `${vendor.base}/dream-machine/v1`, maxRetries: 0 });
  const { id = "" } = await client.generations.video.create({
    ...{ model: "ray-2", prompt: "The boat drifts", duration: "5s", resolution: "720p", aspect_ratio: "16:9" },
    ...{ callback_url: "https://example.com/hook", keyframes: { frame0: { type: "image", url: vendor.photo } } },
  });
  let found = await client.generations.get(id);
  while (found.state !== "completed") found = await client.generations.get(id);
  expect(kindOf(await vendor.bytes(found.assets?.video))).toBe("mp4");
  expect((await client.generations.list()).generations[0]?.id).toBe(id);
  await client.generations.delete(id);
  const [theirs] = vendor.proxy.take();
  const { ask } = await vendor.run(imageToVideo, {
    prompt: "The boat drifts",
    image: vendor.photo,
    aspectRatio: "16:9",
  });
  const [ours] = vendor.proxy.take();
  expect(ours?.json).toEqual({ ...Object(theirs?.json), callback_url: ask.webhookUrl });
  expect([ours?.path, ours?.headers.authorization]).toEqual([theirs?.path, theirs?.headers.authorization]);
});

test("work whose receipt was lost is found by the address of its callback", async () => {
  const endpoint = vendor.endpointOf(textToVideo);
  const ask = { model: "ray-2", callId: "call-1", webhookUrl: "https://example.com/hooks/call-1" };
  const input = endpoint.role.input.parse({ prompt: "A lake [fault:submit-reset-accepted]" });
  await expect(send(luma, vendor.place, endpoint.request(input, ask))).rejects.toThrow();
  if (!endpoint.find) throw new Error("it finds nothing");
  const answer: unknown = await (await send(luma, vendor.place, endpoint.find(ask))).json();
  const id = (await vendor.caller.submits()).at(-1)?.id;
  expect(endpoint.found?.(answer, { ...ask, isOurs: (url) => url === ask.webhookUrl })).toEqual({ id });
  expect(endpoint.found?.(answer, { ...ask, isOurs: () => false })).toBeNull();
});

const input = { prompt: "The boat drifts", image: "https://example.com/boat.png" };
guarantee({ provider: luma, role: imageToVideo, input, kind: "mp4", cancels: "running" });
