import RunwayML from "@runwayml/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runway } from "@/lib/providers";
import { imageToVideo, textToImage, textToVideo } from "@/lib/roles";
import { KEY, kindOf, openVendor } from "../testing/vendor-context";
import { guarantee } from "../testing/vendor-guarantees";

let vendor: Awaited<ReturnType<typeof openVendor>>;
beforeAll(async () => {
  vendor = await openVendor(runway);
});
afterAll(() => vendor.close());

test("Runway's own client gets its clip out of the stand-in, and sends what we send", async () => {
  const client = new RunwayML({ apiKey: KEY, baseURL: vendor.base, maxRetries: 0 });
  const { id } = await client.imageToVideo.create({
    ...{
      model: "gen4_turbo",
      promptImage: vendor.photo,
      promptText: "The boat drifts",
      ratio: "1280:720",
      duration: 5,
    },
  });
  let found = await client.tasks.retrieve(id);
  while (found.status !== "SUCCEEDED") found = await client.tasks.retrieve(id);
  expect(kindOf(await vendor.bytes(found.output[0]))).toBe("mp4");
  await client.tasks.delete(id);
  const [theirs] = vendor.proxy.take();

  await vendor.run(imageToVideo, { prompt: "The boat drifts", image: vendor.photo });
  const [ours] = vendor.proxy.take();
  expect([ours?.path, ours?.json]).toEqual([theirs?.path, theirs?.json]);
  for (const name of ["authorization", "x-runway-version"]) expect(ours?.headers[name]).toBe(theirs?.headers[name]);
});

test.each([
  ["a clip from a text", textToVideo, { prompt: "A lake", duration: 4 }, "mp4"],
  ["a picture", textToImage, { prompt: "A lake" }, "png"],
])("%s comes out", async (_, role, input, kind) => {
  const { status } = await vendor.run(role, input);
  if (status.state !== "done") throw new Error(JSON.stringify(status));
  expect(kindOf(await vendor.bytes(Object.values(status.output)[0]))).toBe(kind);
});

const input = { prompt: "The boat drifts", image: "data:image/png;base64,iVBORw0KGgo=" };
guarantee({ provider: runway, role: imageToVideo, input, kind: "mp4", cancels: "running" });
