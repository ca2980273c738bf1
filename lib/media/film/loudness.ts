import { ffmpegOutput } from "../ffmpeg";
import { inputArguments } from "../guard";
import type { Sniffed } from "../sniff";

/** `lufs`: integrated loudness (EBU R 128). `peak`: true peak in dB of full scale. Null for silence. */
export type Loudness = { lufs: number; peak: number } | null;

/** Quieter sound is silence. */
const silentBelow = -60;

export async function loudnessOf(
  path: string,
  of: Sniffed,
  { signal, track = "0:a:0", before = [] }: { signal?: AbortSignal; track?: string; before?: readonly string[] } = {},
): Promise<Loudness> {
  const filters = [
    "aformat=sample_fmts=fltp:sample_rates=48000:channel_layouts=stereo",
    "ebur128=peak=true:metadata=1",
  ];
  const printed = [...filters, "ametadata=mode=print:file=-"].join(",");
  const args = [...inputArguments(path, of, before), "-map", track, "-af", printed, "-f", "null", "-"];
  let end = "";
  const onOutput = (chunk: Buffer) => {
    end = (end + chunk.toString("latin1")).slice(-4_000);
  };
  await ffmpegOutput(args, { signal, onOutput, maxOutputBytes: 256 * 1024 * 1024 });
  const last = (key: string) => Number(end.slice(end.lastIndexOf(`${key}=`)).match(/=(-?[\d.]+)/)?.[1] ?? Number.NaN);
  const lufs = last("lavfi.r128.I");
  if (!(lufs > silentBelow)) return null;
  return { lufs, peak: 20 * Math.log10(Math.max(last("lavfi.r128.true_peak"), 1e-6)) };
}
