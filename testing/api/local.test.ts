import { createHash } from "node:crypto";
import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { cancel, follow, generate, upload } from "@/cli/film/api-client";
import { root } from "@/cli/supervisor/spawn";
import { openImage } from "@/lib/media";
import { h264, mediaFolder, picture, tools } from "@/lib/media/testing/made";
import type { Job } from "@/lib/schemas/job";
import { startApp, type TestApp } from "../app";
import { aliveIn, groupsThatRun } from "../processes";

/** Local work runs in its own process, through the same API as every other service. */

let app: TestApp;
let folder: Awaited<ReturnType<typeof mediaFolder>>;
let clip: string;
let seconds = 0;

beforeAll(async () => {
  folder = await mediaFolder();
  const file = folder.make("clip.mp4", ...picture(20, "320x180"), ...h264);
  // An ffmpeg that waits while the file "hold" exists, and fails while "fail" does.
  const [hold, fail] = [folder.path("hold"), folder.path("fail")];
  const script = `#!/bin/sh
while [ -e ${hold} ]; do /bin/sleep 0.05; done
if [ -e ${fail} ]; then echo "out of luck" >&2; exit 1; fi
exec ${tools.ffmpeg} "$@"
`;
  writeFileSync(folder.path("ffmpeg"), script);
  chmodSync(folder.path("ffmpeg"), 0o755);
  app = await startApp({ SANDBOX_INSTANT: "1", FFMPEG_PATH: folder.path("ffmpeg") });
  clip = await upload(app.api, file);
}, 600_000);
afterEach(() => {
  for (const name of ["hold", "fail"]) rmSync(folder.path(name), { force: true });
});
afterAll(async () => {
  await app?.close();
  await folder?.remove();
});

/** Every job takes another frame, so that no result is reused. */
const start = (model = "thumbnail", options: Record<string, unknown> = { time: ++seconds }): Promise<Job> =>
  generate(app.api, { model, input: [{ type: "video", url: clip }], options });
const end = (job: Job, onChange: (job: Job) => void = () => {}) => follow(app.api, job, onChange);

/** Starts a job whose tool waits; resolves with the process group of its work. */
async function startHeld(): Promise<{ job: Job; group: number }> {
  writeFileSync(folder.path("hold"), "");
  const job = await start();
  const group = await vi.waitFor(
    () => {
      const [found, ...more] = groupsThatRun(folder.path("ffmpeg"));
      expect([found, more]).toEqual([expect.any(Number), []]);
      return found ?? 0;
    },
    { timeout: 120_000, interval: 100 },
  );
  return { job, group };
}

const untilGone = (group: number) =>
  vi.waitFor(() => expect(aliveIn(group)).toEqual([]), { timeout: 120_000, interval: 100 });

const patience = { timeout: 300_000 };

test("its result is stored, served and costs nothing", patience, async () => {
  const job = await end(await start());
  expect(job).toMatchObject({
    status: "completed",
    cost: { actual: 0 },
    outputs: [{ type: "image", contentType: "image/jpeg" }],
  });
  const [output] = job.outputs;
  const response = await fetch(output?.url ?? "");
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(response.headers.get("content-type")).toBe("image/jpeg");
  expect(createHash("sha256").update(bytes).digest("hex")).toBe(output?.sha256);
});

test("what it has made so far is shown while it runs, and only then", patience, async () => {
  const video = await upload(app.api, join(root, "public/sample-talking.mp4"));
  const seen: string[] = [];
  const progress: number[] = [];
  const input = [{ type: "video" as const, url: video }];
  const job = await generate(app.api, { model: "matte-person", input, options: { matting: "fast" } });
  const ended = await end(job, ({ steps: [step] }) => {
    if (step?.preview) seen.push(step.preview);
    if (step?.progress != null) progress.push(step.progress);
  });
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  expect(ended).toMatchObject({ status: "completed", steps: [{ preview: null }] });
  const [type = "", data = ""] = seen[0]?.split(",") ?? [];
  expect(type).toBe("data:image/jpeg;base64");
  const { width, height } = await openImage(Buffer.from(data, "base64")).metadata();
  expect(Math.max(width, height)).toBe(320);
});

test("its progress reaches the step while it runs", patience, async () => {
  const { job } = await startHeld();
  const seen: unknown[] = [];
  const ended = end(job, ({ steps }) => seen.push([steps[0]?.progress, steps[0]?.message]));
  await vi.waitFor(
    () => expect(seen).toContainEqual([0.1, expect.stringMatching(/^thumbnail: Extracting the frame\./)]),
    120_000,
  );
  rmSync(folder.path("hold"));
  expect((await ended).status).toBe("completed");
});

test("a cancelled job leaves no process behind", patience, async () => {
  const { job, group } = await startHeld();
  expect(aliveIn(group).length).toBeGreaterThan(1); // the work and its tool
  await cancel(app.api, job);
  await untilGone(group);
  expect(groupsThatRun(folder.path("ffmpeg"))).toEqual([]);
  expect(await end(job)).toMatchObject({ status: "cancelled", cost: { actual: 0 } });
});

test("work whose work process is killed runs again, at no cost", patience, async () => {
  const { job, group } = await startHeld();
  const { work = 0 } = app.app.pids;
  process.kill(work, "SIGKILL");
  await untilGone(group);
  rmSync(folder.path("hold"));
  const ended = await end(job);
  expect(ended).toMatchObject({ status: "completed", cost: { actual: 0 }, outputs: [{ type: "image" }] });
  expect(ended.steps).toMatchObject([{ status: "succeeded", attempt: 2 }]);
  expect(app.app.pids.work).not.toBe(work);
});

test("the error message of failed work is the step's error", patience, async () => {
  writeFileSync(folder.path("fail"), "");
  const job = await end(await start());
  const message = "thumbnail: Could not create a still of the file";
  expect(job).toMatchObject({ status: "failed", error: { code: "service_failed" }, steps: [{ error: { message } }] });
});
