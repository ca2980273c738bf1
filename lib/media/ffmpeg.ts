import { quietly } from "./guard";
import { type RunLimits, runTool } from "./run";
import { defaultTools } from "./tools";

/**
 * Runs ffmpeg for work that takes long. `onTime` receives the seconds of the result written so far. `maxFileBytes`: 4 GB
 * by default.
 */
export async function ffmpeg(
  args: readonly string[],
  { onTime, ...limits }: Omit<RunLimits, "onOutput" | "maxOutputBytes"> & { onTime?: (seconds: number) => void },
): Promise<void> {
  const onOutput = (chunk: Buffer) => {
    const times = [...chunk.toString("latin1").matchAll(/^out_time_us=(\d+)$/gm)];
    onTime?.(Number(times.at(-1)?.[1] ?? 0) / 1e6);
  };
  const command = [...quietly, "-nostdin", "-progress", "pipe:1", "-stats_period", "0.25", ...args];
  await runTool(defaultTools().ffmpeg, command, {
    ...{ timeoutMs: 1_800_000, maxFileBytes: 4 * 1024 ** 3 },
    ...limits,
    onOutput,
  });
}

/** Runs ffmpeg for what it writes to its standard output: filters that print, or raw frames. */
export async function ffmpegOutput(
  args: readonly string[],
  limits: Omit<RunLimits, "onOutput"> & { onOutput?: (chunk: Buffer) => void },
): Promise<Buffer> {
  const { output } = await runTool(defaultTools().ffmpeg, [...quietly, "-nostdin", ...args], {
    ...{ timeoutMs: 1_800_000 },
    ...limits,
  });
  return output;
}
