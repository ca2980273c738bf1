import { z } from "zod";
import type { ClipFacts } from "../clip-facts";
import { inputArguments, openedOnly, quietly } from "../guard";
import { runTool } from "../run";
import { defaultTools } from "../tools";

/** When the frames of a video are shown, in units of 1 / `perSecond` seconds from the first one. */
export type FrameTimes = { perSecond: number; at(frame: number): number };

const base = z.object({ streams: z.array(z.object({ time_base: z.string() })).min(1) });

export async function frameTimes({ path, sniffed, picture, fps }: ClipFacts, signal: AbortSignal): Promise<FrameTimes> {
  const command = (shown: string, form: string) => [
    ...[...quietly, ...inputArguments(path, sniffed), ...openedOnly([]), "-select_streams", String(picture)],
    ...["-show_entries", shown, "-of", form],
  ];
  const limits = { timeoutMs: 120_000, signal };
  const { ffprobe } = defaultTools();
  const stream = await runTool(ffprobe, command("stream=time_base", "json"), limits);
  const [{ time_base } = { time_base: "1/1" }] = base.parse(JSON.parse(stream.output.toString())).streams;
  const [over = 1, under = 1] = time_base.split("/").map(Number);
  const packets = await runTool(ffprobe, command("packet=pts,flags", "csv=p=0"), limits);
  const shown = packets.output
    .toString("latin1")
    .split("\n")
    .filter((row) => /^-?\d/.test(row) && !row.includes("D"));
  const times = Float64Array.from(shown, (row) => Number.parseInt(row, 10) * over).sort();
  const first = times[0] ?? 0;
  const step = Math.max(1, Math.round(under / fps));
  const last = (times.at(-1) ?? 0) - first;
  // A damaged file may give more frames than its packets say.
  const at = (frame: number) => (times[frame] ?? Number.NaN) - first || 0;
  return {
    perSecond: under,
    at: (frame) => (frame < times.length ? at(frame) : last + step * (frame - times.length + 1)),
  };
}
