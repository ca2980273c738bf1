import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { download, follow, generate, upload } from "@/cli/film/api-client";
import { makeShot } from "@/lib/media/matting/testing/footage";
import { startApp } from "@/testing/app";
import { timeEncoding } from "./composed";
import type { Measurement } from "./measurement";

const seconds = 4;

/** A talking head from submit to its end, with the exact matting, its report and check, and painting that takes no time. */
export async function measureWholeTalkingHead(runs: number): Promise<Measurement[]> {
  const dir = mkdtempSync(join(tmpdir(), "nextscene-whole-head-"));
  const app = await startApp({ SANDBOX_INSTANT: "1", CHECK_RESULTS: "on" });
  try {
    const shot = { width: 1080, height: 1920, seconds, fps: 30, size: 0.62 };
    const video = await upload(app.api, (await makeShot(dir, "sways", shot)).video);
    const film = join(dir, "film.mp4");
    const [whole, ratios]: [number[], number[]] = [[], []];
    for (let run = 0; run < runs; run++) {
      const from = performance.now();
      const options = {
        title: "Good light, told well",
        quotes: ["Every word deserves good light."],
        style: "cinematic",
      };
      const input = [{ type: "video", url: video }];
      const order = { model: "talking-head", input, options: { ...options, matting: "fine", frame_skip: 5 } };
      const job = await follow(app.api, await generate(app.api, { ...order, cache: false }), () => {});
      if (job.status !== "completed") throw new Error(`The talking head failed: ${job.error?.message}`);
      whole.push((performance.now() - from) / 1000);
      const output = job.outputs.find(({ field }) => field === "video");
      if (!output) throw new Error("The talking head has no film.");
      await download(app.api, output, film);
      ratios.push((whole.at(-1) ?? 0) / timeEncoding(film, dir).seconds);
    }
    const what = `a whole talking head of ${seconds} s (1080×1920, fine matting, report, check) against encoding its frames once more`;
    const beside = `${Math.min(...whole).toFixed(1)} to ${Math.max(...whole).toFixed(1)} s`;
    return [{ what, unit: "times", digits: 1, aim: 5, values: ratios, beside }];
  } finally {
    await app.close();
    rmSync(dir, { recursive: true, force: true });
  }
}
