import type { LocalContext } from "../../local-work";
import { inspect, type MediaInfo } from "../inspect";
import { isOurs, MediaError } from "../media-error";
import { type Sniffed, sniff } from "../sniff";
import { compareFirstFrame } from "./first-frame";
import { measure } from "./measure";
import type { Metric } from "./metric";
import { beginning, decoding, facts, hears, looks, scoreOf, type Wanted } from "./verdicts";

export type CheckOrder = Wanted & { image?: string; video?: string; firstFrame?: string };
export type Checked = { score: number; passed: boolean; metrics: Metric[] };

/** Judges a picture or a video. A file that cannot be decoded is a result; a tool that fails is an error. */
export async function checkQuality(order: CheckOrder, { signal, progress }: LocalContext): Promise<Checked> {
  const { image, video, firstFrame } = order;
  const path = video ?? image;
  if (path === undefined) throw new Error("Send either a picture or a video to check.");
  progress(0.05, "Reading the file.");
  try {
    const file = await read(path, video === undefined ? "image" : "video", signal);
    const { info, sniffed } = file;
    const onTime = (at: number, what: "picture" | "sound") => {
      const share = Math.min(1, at / (info.duration ?? 1));
      if (what === "picture") progress(0.1 + 0.8 * share, "Looking at the frames.");
      else progress(0.9 + 0.08 * share, "Listening to the sound.");
    };
    const measured = await measure({ path, sniffed, hasSound: info.hasAudio === true }, { signal, onTime });
    const picture = firstFrame === undefined ? null : await firstPicture(firstFrame, signal);
    const likeness = picture && (await compareFirstFrame(file, picture, signal));
    return checked([
      decoding(measured, info),
      ...facts(info, order),
      ...looks(measured, info, order),
      ...hears(measured, order),
      ...(likeness ? [beginning(likeness)] : []),
    ]);
  } catch (error) {
    if (!(error instanceof MediaError) || isOurs(error)) throw error;
    return {
      score: 0,
      passed: false,
      metrics: [{ name: "decodes", value: 0, verdict: "failed", says: `${error.message}.` }],
    };
  }
}

const checked = (metrics: Metric[]): Checked => ({
  score: scoreOf(metrics),
  passed: metrics.every(({ verdict }) => verdict !== "failed"),
  metrics,
});

type File = { path: string; sniffed: Sniffed; info: MediaInfo; width: number; height: number };

async function read(path: string, type: "image" | "video", signal: AbortSignal): Promise<File> {
  const info = await inspect(path, { signal });
  const sniffed = await sniff(path);
  const { width, height } = info;
  if (sniffed?.type !== type || width === null || height === null) {
    throw new MediaError(
      "not_media",
      `The file is ${info.contentType}, not ${type === "image" ? "a picture" : "a video"}`,
    );
  }
  return { path, sniffed, info, width, height };
}

/** An unusable picture to compare with is a fault of the request, not of the video. */
async function firstPicture(path: string, signal: AbortSignal): Promise<File> {
  try {
    return await read(path, "image", signal);
  } catch (error) {
    if (!(error instanceof MediaError)) throw error;
    throw new Error(`\`firstFrame\` cannot be used: ${error.message}.`, { cause: error });
  }
}
