import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { follow, generate, upload } from "@/cli/film/api-client";
import { resolveTools } from "@/lib/media/tools";
import { startApp } from "@/testing/app";
import { answerTimes } from "./answer-times";
import type { Measurement } from "./measurement";
import { percentile } from "./percentile";

/** How long the web process takes to answer while two local works decode and encode 1080p video. */
export async function measureLocalWork(): Promise<Measurement[]> {
  const app = await startApp({ WORK_CONCURRENCY: "2" });
  const film = join(app.dataDir, "film.mp4");
  try {
    const source = ["-f", "lavfi", "-i", "testsrc2=s=1920x1080:r=25:d=10", "-pix_fmt", "yuv420p"];
    execFileSync(resolveTools().ffmpeg, ["-nostdin", "-v", "error", "-y", ...source, film]);
    const video = await upload(app.api, film);
    const idle = await answerTimes(app.api, sleep(5_000));
    const works = [0, 2].map(async (start) => {
      const options = { start, duration: 6, width: 1080, fps: 12 };
      const job = await generate(app.api, { model: "gif", input: [{ type: "video", url: video }], options });
      const { status, error } = await follow(app.api, job, () => {});
      if (status !== "completed") throw new Error(`The local work failed: ${error?.message}`);
    });
    const busy = await answerTimes(app.api, Promise.all(works));
    const of = (what: string, aim: number, times: number[]): Measurement => ({
      ...{ what, unit: "ms", digits: 1, aim },
      values: [percentile(times, 0.99)],
      beside: `${times.length} requests; idle ${percentile(idle, 0.99).toFixed(1)} ms`,
    });
    return [of("an answer of the web process during two local works on 1080p video, p99", 50, busy)];
  } finally {
    rmSync(film, { force: true });
    await app.close();
  }
}
