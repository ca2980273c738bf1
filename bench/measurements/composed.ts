import { join } from "node:path";
import type { z } from "zod";
import { compose, textCard } from "@/lib/services";
import { startWorkerChild } from "@/lib/worker/child";
import { ffmpeg } from "./ffmpeg";
import { endedChildrenMs, processorMs } from "./load";
import { median } from "./measurement";

/** What a composition took beside a plain encoding of the same frames; `processor`: of both in processor seconds. */
export type Composed = { times: number; processor: number; framesPerSecond: number };

/** Composes in a process that waits for work, as the work process keeps one: it has drawn a text. */
export async function timeComposition(input: z.output<typeof compose.input>, dir: string): Promise<Composed> {
  const child = startWorkerChild(() => {});
  const small = textCard.input.parse({ text: "Light", kind: "title", width: 64, height: 64 });
  await child.work({ service: textCard.id, input: small, dir, seed: 1 }, () => {});
  const [from, before] = [performance.now(), processorMs(child.group() ?? 0)];
  let output: Record<string, unknown> = {};
  const { said } = await child.work({ service: compose.id, input, dir, seed: 1 }, (report) => {
    if (report.is === "done") output = report.output;
    if (report.is === "failed") throw new Error(report.message);
  });
  const seconds = (performance.now() - from) / 1000;
  const pid = child.group();
  if (pid === undefined) throw new Error("The process that composed has ended already.");
  const used = (processorMs(pid) - before) / 1000;
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
function timeEncoding(video: string, dir: string): { seconds: number; processor: number } {
  const [from, used] = [performance.now(), endedChildrenMs()];
  ffmpeg("-i", video, "-c:v", "libx264", "-preset", "veryfast", "-crf", "20", join(dir, "again.mp4"));
  return { seconds: (performance.now() - from) / 1000, processor: (endedChildrenMs() - used) / 1000 };
}

/** The spread of frames a second, and the ratio of processor seconds, which other work on the machine changes little. */
export function besideOf(runs: readonly Composed[]): string {
  const rates = runs.map(({ framesPerSecond }) => framesPerSecond);
  const processor = median(runs.map((run) => run.processor));
  const spread = `${Math.min(...rates).toFixed(1)} to ${Math.max(...rates).toFixed(1)} frames a second`;
  return `${spread}; ${processor.toFixed(2)} times the processor seconds`;
}
