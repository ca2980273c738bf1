import { inputArguments, quietly } from "../guard";
import { runTool } from "../run";
import type { Sniffed } from "../sniff";
import { defaultTools } from "../tools";
import { metadataReader, total } from "./metadata";

/** What one pass of ffmpeg measures of a picture or a video, at 480 pixels. Brightness is 0 to 255. */
export type Measured = {
  frames: number;
  /** What the decoder says of damaged parts. */
  errors: string;
  /** Seconds that are black, and that do not move; for a picture, whether it is black. */
  black: number;
  isBlack: boolean;
  frozen: number;
  /** The width of edges in pixels, in the median frame. Null where the picture has no edges. */
  blur: number | null;
  /** Mean change of the change of brightness from frame to frame, and the share of frames at which it turns around. */
  flicker: number;
  turns: number;
  /** Mean difference of a frame from the previous one. */
  change: number;
  brightness: number;
  /** Brighter than 10 % of the pixels. */
  low: number;
  /** Null without a sound track. Decibels of full scale; `flat`: how long the sound stays at its peak. */
  sound: { peak: number; flat: number; silent: number } | null;
};

const small =
  "scale='if(gt(iw,ih),-2,min(480,iw))':'if(gt(iw,ih),min(480,ih),-2)':flags=area,format=yuv420p,signalstats,blurdetect=block_width=32:block_height=32:block_pct=40";
/** Black is darker than 8 % of the range, in 98 % of the pixels. */
const ofPicture = `${small},blackframe=amount=98:threshold=34,metadata=mode=print:file=-`;
const ofVideo = `${small},blackdetect=d=0.3:pix_th=0.08,freezedetect=n=0.0015:d=0.6,metadata=mode=print:file=-`;
const hears = [
  "silencedetect=n=-50dB:d=0.5",
  "astats=metadata=1:measure_perchannel=none:measure_overall=Peak_level+Flat_factor",
  "ametadata=mode=print:file=-",
].join(",");

type Source = { path: string; sniffed: Sniffed; hasSound: boolean };

export async function measure(
  { path, sniffed, hasSound }: Source,
  { signal, onTime }: { signal: AbortSignal; onTime(seconds: number, what: "picture" | "sound"): void },
): Promise<Measured> {
  const picture = await pass(["-map", "0:V:0", "-vf", sniffed.type === "image" ? ofPicture : ofVideo], (at) =>
    onTime(at, "picture"),
  );
  const sound = hasSound ? await pass(["-map", "0:a:0", "-af", hears], (at) => onTime(at, "sound")) : null;
  const { all, spans, end, errors } = picture;
  const brightness = all("signalstats.YAVG");
  return {
    frames: brightness.length,
    errors,
    black: total(spans("black"), end),
    isBlack: all("blackframe.pblack").length > 0,
    frozen: total(spans("freezedetect.freeze"), end),
    blur: median(all("blur").filter((value) => value > 0)),
    ...unrest(brightness),
    change: mean(all("signalstats.YDIF")),
    brightness: mean(brightness),
    low: mean(all("signalstats.YLOW")),
    sound: sound && {
      peak: sound.all("astats.Overall.Peak_level").at(-1) ?? Number.NEGATIVE_INFINITY,
      flat: sound.all("astats.Overall.Flat_factor").at(-1) ?? 0,
      silent: Math.min(1, total(sound.spans("silence"), sound.end) / Math.max(sound.end, 0.001)),
    },
  };

  async function pass(filters: string[], heard: (at: number) => void) {
    const reader = metadataReader(heard);
    const args = [...quietly, "-nostdin", ...inputArguments(path, sniffed), ...filters, "-f", "null", "-"];
    const limits = { timeoutMs: 1_800_000, maxOutputBytes: 2 * 1024 ** 3, onOutput: reader.take, signal };
    const { errors } = await runTool(defaultTools().ffmpeg, args, limits);
    return { ...reader.end(), errors: errors.trim() };
  }
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, one) => sum + one, 0) / values.length;

const median = (values: readonly number[]): number | null =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;

/** How restless the brightness is: a change that continues counts little, one that turns around counts fully. */
function unrest(brightness: readonly number[]): { flicker: number; turns: number } {
  const steps = withoutCuts(brightness.slice(1).map((one, i) => one - (brightness[i] ?? one)));
  const pairs = steps.slice(1).map((step, i) => [steps[i] ?? 0, step] as const);
  const turned = pairs.filter(([a, b]) => a * b < 0 && Math.min(Math.abs(a), Math.abs(b)) > 2);
  return { flicker: mean(pairs.map(([a, b]) => Math.abs(b - a))), turns: turned.length / Math.max(1, pairs.length) };
}

/** A cut between two shots is one large change with none near it; a light that flickers has several. */
function withoutCuts(steps: readonly number[]): number[] {
  const [large, apart] = [8, 10];
  const jumps = steps.flatMap((step, i) => (Math.abs(step) > large ? [i] : []));
  const isCut = (at: number) => jumps.includes(at) && jumps.every((i) => i === at || Math.abs(i - at) >= apart);
  return steps.map((step, i) => (isCut(i) ? 0 : step));
}
