import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { follow, generate, upload } from "@/cli/film/api-client";
import { composeFilm } from "@/lib/services";
import { startApp } from "@/testing/app";
import { answerTimes } from "./answer-times";
import { ffmpeg } from "./ffmpeg";
import type { Measurement } from "./measurement";
import { percentile } from "./percentile";

/** How long the web process takes to answer while two local works decode and encode 1080p video. */
export async function measureLocalWork(): Promise<Measurement[]> {
  const app = await startApp({ WORK_CONCURRENCY: "2" });
  const film = join(app.dataDir, "film.mp4");
  try {
    const source = ["-f", "lavfi", "-i", "testsrc2=s=1920x1080:r=25:d=10", "-pix_fmt", "yuv420p"];
    ffmpeg(...source, film);
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

/** How much longer it takes to compose a film than to encode its frames once more, with narration and music. */
export async function measureComposition(runs: number): Promise<Measurement[]> {
  const dir = mkdtempSync(join(tmpdir(), "nextscene-compose-"));
  try {
    const shots = Array.from({ length: 6 }, (_, i) => {
      const [video, narration] = [join(dir, `${i}.mp4`), join(dir, `${i}.wav`)];
      const zoom = `scale=2560:-2,crop=2560:1440,zoompan=z='1+in/${600 + 100 * i}':d=1:s=1280x720:fps=24`;
      const photograph = ["-loop", "1", "-framerate", "24", "-i", "public/sample.jpg", "-t", "5"];
      ffmpeg(...photograph, "-vf", zoom, "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", video);
      ffmpeg("-f", "lavfi", "-i", `sine=f=${200 + 40 * i}:d=4`, narration);
      return { video, narration, seconds: 5, scene: 1 + Math.floor(i / 2), text: "A line that is spoken." };
    });
    const [first] = shots;
    const input = composeFilm.input.parse({ shots, width: 1280, height: 720, music: first?.narration });
    const ratios: number[] = [];
    const seconds: number[] = [];
    for (let run = 0; run < runs; run++) {
      const signal = new AbortController().signal;
      const from = performance.now();
      const made = await composeFilm.local?.run(input, { dir, seed: 1, signal, progress: () => {} });
      const composed = performance.now() - from;
      const { video } = composeFilm.output.parse(made);
      const encoder = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-c:a", "aac"];
      const again = performance.now();
      ffmpeg("-i", video, ...encoder, join(dir, "again.mp4"));
      ratios.push(composed / (performance.now() - again));
      seconds.push(composed / 1000);
    }
    const what = "composing a 30 s film of six clips (720p, narration, music) against encoding its frames once more";
    const beside = `composing: ${Math.min(...seconds).toFixed(1)} to ${Math.max(...seconds).toFixed(1)} s`;
    return [{ what, unit: "times", digits: 2, aim: 1.5, values: ratios, beside }];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
