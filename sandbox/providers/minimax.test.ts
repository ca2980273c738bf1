import { afterAll, beforeAll, expect, test } from "vitest";
import { minimax } from "@/lib/providers";
import { imageToVideo, textToVideo } from "@/lib/roles";
import { kindOf, openVendor } from "../testing/vendor-context";
import { guarantee } from "../testing/vendor-guarantees";

let vendor: Awaited<ReturnType<typeof openVendor>>;
beforeAll(async () => {
  vendor = await openVendor(minimax);
});
afterAll(() => vendor.close());

test("the file is one request away from the end of the work", async () => {
  const { status } = await vendor.run(textToVideo, { prompt: "A lake", duration: 6 });
  if (status.state !== "done") throw new Error(JSON.stringify(status));
  const sent = vendor.proxy.take();
  expect(sent[0]).toMatchObject({
    ...{ method: "POST", path: "/minimax/v1/video_generation" },
    json: { model: "MiniMax-Hailuo-2.3", prompt: "A lake", duration: 6, resolution: "768P" },
  });
  expect(sent.at(-1)?.path).toMatch(/^\/minimax\/v1\/files\/retrieve\?file_id=/);
  expect(kindOf(await vendor.bytes(status.output.video))).toBe("mp4");
});

test.each([
  [{ base_resp: { status_code: 1002, status_msg: "rate limit" } }, { state: "pending" }],
  [{ status: "Preparing", base_resp: { status_code: 0 } }, { state: "pending" }],
  [
    { status: "Fail", base_resp: { status_code: 1027, status_msg: "sensitive" } },
    { state: "failed", kind: "moderated" },
  ],
  [
    { status: "Fail", base_resp: { status_code: 0, status_msg: "success" } },
    { state: "failed", kind: "provider" },
  ],
  [{ base_resp: { status_code: 2013, status_msg: "no such task" } }, { state: "failed", reason: "no such task" }],
])("a poll answered %j", (given, status) => {
  const endpoint = vendor.endpointOf(textToVideo);
  const ask = { model: "MiniMax-Hailuo-2.3", callId: "1", webhookUrl: "https://example.com" };
  expect(endpoint.parse(endpoint.response.parse(given), ask)).toMatchObject(status);
});

const input = { prompt: "The boat drifts", image: "data:image/png;base64,iVBORw0KGgo=", duration: 6 };
guarantee({ provider: minimax, role: imageToVideo, input, kind: "mp4", cancels: "none", refusesInside: true });
