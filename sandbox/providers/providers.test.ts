import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Provider } from "@/lib/define-provider";
import * as registry from "@/lib/providers";
import { refusalOf } from "@/lib/providers/refusal";
import { findTools, run } from "../media/ffmpeg";
import { probeClip } from "../media/probe";
import { type Caller, KEY, openCaller } from "../testing/caller";

const tools = await findTools({ ffmpegPath: null, ffprobePath: null });
const providers: readonly Provider[] = Object.values(registry);
let caller: Caller;
let folder: string;
beforeAll(async () => {
  caller = await openCaller();
  folder = await mkdtemp(path.join(os.tmpdir(), "sandbox-test-"));
});
afterAll(async () => {
  await caller.close();
  await rm(folder, { recursive: true });
});

const post = (at: string, headers: Record<string, string>, body: object) =>
  fetch(`${caller.sandbox.url}${at}`, {
    ...{ method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) },
  });

async function saved(bytes: Buffer, name: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, bytes);
  await run(tools.ffmpeg, ["-v", "error", "-xerror", "-i", file, "-f", "null", "-"], { limit: 60 });
  return file;
}

test("every provider of ours has a stand-in, and health names it", async () => {
  const health: { providers: string[] } = await (await fetch(`${caller.sandbox.url}/health`)).json();
  expect(health.providers.sort()).toEqual(providers.map(({ id }) => id).sort());
});

test.each(providers.map((provider) => [provider.id, provider] as const))(
  "%s refuses a request without a key in its own words",
  async (id, provider) => {
    const [endpoint] = provider.endpoints;
    const given = { prompt: "A boat", text: "A boat", image: "https://example.com/p.png" };
    const fields = Object.entries(given).filter(([field]) => field in (endpoint?.role.input.shape ?? {}));
    const input = endpoint?.role.input.parse(Object.fromEntries(fields)) ?? {};
    const ask = { model: "any", callId: "call-1", webhookUrl: "https://example.com/hook" };
    const prefix = new URL(provider.api.url).pathname.replace(/\/$/, "");
    const request = endpoint?.request(input, ask);
    const before = (await caller.submits()).length;
    const response = await post(`/${id}${prefix}${request?.path}`, { ...request?.headers }, Object(request?.json));
    const answer: unknown = await response.json();
    const refusal = refusalOf(provider, { status: response.status, answer });
    expect(refusal).toMatchObject({ state: "refused", kind: "key", reason: expect.stringContaining("key") });
    expect((await caller.submits()).length).toBe(before);
  },
);

test("a vendor refuses a path and a body that it does not know in its own shape", async () => {
  const bearer = { authorization: `Bearer ${KEY}` };
  const unknown = await post("/openai/v1/nothing", bearer, {});
  expect([unknown.status, await unknown.json()]).toEqual([
    404,
    { error: expect.objectContaining({ code: "not_found" }) },
  ]);
  const wrong = await post("/kling/v1/videos/text2video", bearer, { model_name: "kling-v3", duration: 5 });
  expect([wrong.status, await wrong.json()]).toEqual([
    400,
    { code: 1201, message: expect.stringMatching(/^duration: /), request_id: "sandbox" },
  ]);
  const fault = await post("/openai/v1/images/generations", bearer, { model: "m", prompt: "[fault:nonsense]" });
  expect([fault.status, await fault.json()]).toEqual([
    400,
    { error: expect.objectContaining({ message: expect.stringContaining("nonsense") }) },
  ]);
});

test("a real picture is painted in the requested size", async () => {
  const body = { model: "gpt-image-1.5", prompt: "Night over a lake", size: "512x768" };
  const response = await post("/openai/v1/images/generations", { authorization: `Bearer ${KEY}` }, body);
  const { data }: { data: { b64_json: string }[] } = await response.json();
  const bytes = Buffer.from(data[0]?.b64_json ?? "", "base64");
  await saved(bytes, "picture.png");
  expect(await sharp(bytes).metadata()).toMatchObject({ format: "png", width: 512, height: 768 });
});

test("a real clip has the requested length and sound", async () => {
  const key = { authorization: `Key ${KEY}` };
  const body = { prompt: "The boat drifts", image_url: caller.picture.url, duration: "1", generate_audio: true };
  const get = (url: string) => fetch(url, { headers: key });
  const response = await post("/fal/fal-ai/wan/image-to-video", key, body);
  const receipt: { status_url: string; response_url: string } = await response.json();
  await expect.poll(async () => (await (await get(receipt.status_url)).json()).status).toBe("COMPLETED");
  const { video }: { video: { url: string } } = await (await get(receipt.response_url)).json();
  const clip = await probeClip(tools, await saved(await caller.download(video.url), "clip.mp4"));
  expect(clip).toMatchObject({ duration: 1, hasAudio: true, width: 768 });
});

test("real speech is as long as its words", async () => {
  const body = { text: "Good evening, and welcome to the film." };
  const response = await post("/elevenlabs/v1/text-to-speech/a-voice", { "xi-api-key": KEY }, body);
  expect(response.headers.get("content-type")).toBe("audio/mpeg");
  await saved(Buffer.from(await response.arrayBuffer()), "speech.mp3");
});

test("rules of the one book act on a vendor as on a pod", async () => {
  await caller.setFaults([{ service: "openai", fault: "submit-429", value: "1,9", count: 1 }]);
  const ask = () =>
    post(
      "/openai/v1/images/generations",
      { authorization: `Bearer ${KEY}` },
      { model: "m", prompt: "x", size: "64x64" },
    );
  const [first, second] = [await ask(), await ask()];
  expect([first.status, first.headers.get("retry-after"), second.status]).toEqual([429, "9", 200]);
  await caller.send("DELETE", "/admin/faults");
});

test("a cancel that comes too late is refused, and the log has it", async () => {
  const key = { authorization: `Key ${KEY}` };
  const body = { prompt: "A lake [fault:cancel-404]", image_url: caller.picture.url, duration: "1" };
  const response = await post("/fal/fal-ai/wan/image-to-video", key, body);
  const { cancel_url: at, request_id: id }: { cancel_url: string; request_id: string } = await response.json();
  const cancelled = await fetch(at, { method: "PUT", headers: key });
  expect([cancelled.status, await cancelled.json()]).toEqual([400, { status: "ALREADY_COMPLETED" }]);
  const { auditEvents } = await (await caller.send("GET", "/admin/submits")).json();
  expect(auditEvents).toContainEqual({ happened: "asked to cancel", time: expect.any(String), id, status: 400 });
});
