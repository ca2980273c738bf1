import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { kling } from "@/lib/providers";
import { imageToVideo, textToVideo } from "@/lib/roles";
import { send } from "../testing/drive";
import { KEY, kindOf, openVendor } from "../testing/vendor-context";
import { guarantee } from "../testing/vendor-guarantees";

let vendor: Awaited<ReturnType<typeof openVendor>>;
beforeAll(async () => {
  vendor = await openVendor(kling);
});
afterAll(() => vendor.close());

test("work whose receipt was lost is found by our own id of the call", async () => {
  const endpoint = vendor.endpointOf(textToVideo);
  const ask = { model: "kling-v3", callId: "call-1", webhookUrl: "https://example.com/hook" };
  const input = endpoint.role.input.parse({ prompt: "A lake [fault:submit-reset-accepted]" });
  await expect(send(kling, vendor.place, endpoint.request(input, ask))).rejects.toThrow();
  if (!endpoint.find) throw new Error("it finds nothing");
  const answer: unknown = await (await send(kling, vendor.place, endpoint.find(ask))).json();
  const [submit] = await vendor.caller.submits();
  expect(endpoint.found?.(answer, { ...ask, isOurs: () => false })).toEqual({ id: submit?.id });
  const other = { ...ask, callId: "call-2" };
  expect((await send(kling, vendor.place, endpoint.find(other))).status).toBe(404);
});

test("pictures go without their data: prefix, the length as a text", async () => {
  vendor.proxy.take();
  const input = {
    prompt: "The boat drifts",
    image: vendor.picture,
    lastImage: vendor.photo,
    duration: 10,
    audio: true,
  };
  const { status, ask } = await vendor.run(imageToVideo, input);
  if (status.state !== "done") throw new Error(JSON.stringify(status));
  expect(kindOf(await vendor.bytes(status.output.video))).toBe("mp4");
  expect(vendor.proxy.take()[0]).toMatchObject({
    path: "/kling/v1/videos/image2video",
    json: {
      ...{ model_name: "kling-v3", prompt: "The boat drifts", duration: "10", mode: "std", sound: "on" },
      ...{ image: vendor.picture.split(",")[1], image_tail: vendor.photo },
      ...{ callback_url: ask.webhookUrl, external_task_id: ask.callId },
    },
  });
});

test("a token signed with the key is taken as well, until it ends", async () => {
  const token = (seconds: number, secret: string) => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const now = Date.now() / 1000;
    const text = `${part({ alg: "HS256", typ: "JWT" })}.${part({ iss: "access-key", exp: now + seconds, nbf: now - 5 })}`;
    return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
  };
  const status = async (key: string) =>
    (await send(kling, { ...vendor.place, key }, { method: "GET", path: "/v1/videos/text2video" })).status;
  expect(await Promise.all([token(60, KEY), token(-1, KEY), token(60, "another")].map(status))).toEqual([
    200, 401, 401,
  ]);
});

const input = { prompt: "The boat drifts", image: "data:image/png;base64,iVBORw0KGgo=" };
guarantee({ provider: kling, role: imageToVideo, input, kind: "mp4", cancels: "none" });
