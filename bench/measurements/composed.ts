import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import { resolveTools } from "@/lib/media/tools";
import { compose } from "@/lib/services";
import { startWorkerChild } from "@/lib/worker/child";

/** Runs ffmpeg quietly; overwrites its result. */
export const ffmpeg = (...args: string[]) =>
  execFileSync(resolveTools().ffmpeg, ["-nostdin", "-v", "error", "-y", ...args]);

/** What a composition took beside a plain encoding of the same frames; `processor`: of both in processor seconds. */
export type Composed = { times: number; processor: number; framesPerSecond: number };

/** Composes in a process of local work, whose start counts. */
export async function timeComposition(input: z.output<typeof compose.input>, dir: string): Promise<Composed> {
  const child = startWorkerChild(() => {});
  const from = performance.now();
  let output: Record<string, unknown> = {};
  const { said } = await child.work({ service: compose.id, input, dir, seed: 1 }, (report) => {
    if (report.is === "done") output = report.output;
    if (report.is === "failed") throw new Error(report.message);
  });
  const seconds = (performance.now() - from) / 1000;
  const used = processorSeconds(child.group());
  child.end(0);
  if (!output.video) throw new Error(`There is no film: ${said}`);
  const { video = "", film } = compose.output.parse(output);
  const again = timeEncoding(video, dir);
  return {
    times: seconds / again.seconds,
    processor: used / again.processor,
    framesPerSecond: film.frames / seconds,
  };
}

/** A plain encoding of a film's frames, as the composition encodes them. */
export function timeEncoding(video: string, dir: string): { seconds: number; processor: number } {
  const [from, used] = [performance.now(), processorSeconds()];
  ffmpeg("-i", video, "-c:v", "libx264", "-preset", "veryfast", "-crf", "20", join(dir, "again.mp4"));
  return { seconds: (performance.now() - from) / 1000, processor: processorSeconds() - used };
}

/** Processor seconds of a process with its ended children, by default of this one's ended children alone; fields of proc(5). */
function processorSeconds(pid?: number): number {
  const text = readFileSync(`/proc/${pid ?? "self"}/stat`, "latin1");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const ticks = fields.slice(pid === undefined ? 13 : 11, 15);
  return ticks.reduce((sum, one) => sum + Number(one), 0) / 100;
}

/** The spread of frames a second, and the ratio of processor seconds, which other work on the machine changes little. */
export function besideOf(runs: readonly Composed[]): string {
  const rates = runs.map(({ framesPerSecond }) => framesPerSecond);
  const processor = runs.map((run) => run.processor).sort((a, b) => a - b)[runs.length >> 1] ?? 0;
  const spread = `${Math.min(...rates).toFixed(1)} to ${Math.max(...rates).toFixed(1)} frames a second`;
  return `${spread}; ${processor.toFixed(2)} times the processor seconds`;
}
