import { afterAll, beforeAll, expect, test } from "vitest";
import { upload } from "@/cli/film/api-client";
import { h264, mediaFolder, picture } from "@/lib/media/testing/made";
import type { Job } from "@/lib/schemas/job";
import { startApp, type TestApp } from "../app";
import { type Caller, callerOf } from "../caller";

/** Local work: done in a process of its own, through the same API as every other service. */

let app: TestApp;
let caller: Caller;
let clip: string;

beforeAll(async () => {
  app = await startApp({ SANDBOX_INSTANT: "1" });
  caller = callerOf(app, app.api.key);
  const folder = await mediaFolder();
  clip = await upload(app.api, folder.make("clip.mp4", ...picture(3, "640x360"), ...h264));
}, 300_000);
afterAll(() => app?.close());

async function made(options: Record<string, unknown>): Promise<Job> {
  const input = [{ type: "video", url: clip }];
  const answer = await caller.post("/v1/generate", { model: "thumbnail", input, options }, { prefer: "wait=60" });
  return (await answer.json()) as Job;
}

test("a still of a video is made in the work process, and costs nothing", async () => {
  const job = await made({ time: 1.5 });
  expect(job).toMatchObject({
    status: "completed",
    cost: { actual: 0 },
    outputs: [{ type: "image", contentType: "image/jpeg" }],
  });
});
