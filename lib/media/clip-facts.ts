import { z } from "zod";
import { inputArguments, openedOnly, quietly } from "./guard";
import { runTool } from "./run";
import { type Sniffed, sniff } from "./sniff";
import { defaultTools } from "./tools";
import { isTaken } from "./tracks";

const stream = z.looseObject({
  index: z.number(),
  codec_type: z.string().optional(),
  codec_name: z.string().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  sample_aspect_ratio: z.string().optional(),
  pix_fmt: z.string().optional(),
  color_transfer: z.string().optional(),
  color_space: z.string().optional(),
  r_frame_rate: z.string().optional(),
  time_base: z.string().optional(),
  sample_rate: z.string().optional(),
  start_time: z.string().optional(),
  duration: z.string().optional(),
  channels: z.number().optional(),
  extradata_hash: z.string().optional(),
  disposition: z.looseObject({ attached_pic: z.number().optional() }).optional(),
  side_data_list: z.array(z.looseObject({ rotation: z.number().optional() })).optional(),
});
type Stream = z.infer<typeof stream>;
const probed = z.object({
  streams: z.array(stream),
  format: z.looseObject({ start_time: z.string().optional() }),
});

/** What joining a clip needs to know of it. */
export type ClipFacts = {
  path: string;
  sniffed: Sniffed;
  /** As shown: upright, with square pixels. */
  width: number;
  height: number;
  fps: number;
  /** The length of the picture track in seconds, and its number of frames, from its packets; headers only claim them. */
  duration: number;
  frames: number;
  /** How many of them can be decoded without another frame. */
  keyFrames: number;
  /** Seconds from the start of the file to the first picture. */
  start: number;
  /** ffmpeg's index of the picture track, and of the sound track if there is one. */
  picture: number;
  sound: number | null;
  /** The transfer function of high dynamic range. */
  hdr: "smpte2084" | "arib-std-b67" | null;
  /** The colour matrix that the file names; null when it names none. */
  matrix: string | null;
  /** Its codec, as ffmpeg names it, and the degrees by which its pixels are turned to be shown. */
  codec: string;
  rotation: number;
  /** Whether all frames are shown equally long. */
  isSteady: boolean;
  /** `start`: seconds from the first picture to the first sound; `seconds` is 0 where the header does not say it. */
  soundTrack: { codec: string; rate: number; channels: number; start: number; seconds: number } | null;
  /** Clips with the same text can be joined without encoding; null never matches. */
  sameAs: string | null;
};

export async function clipFacts(path: string, signal?: AbortSignal): Promise<ClipFacts> {
  const sniffed = await sniff(path);
  if (sniffed?.type !== "video") throw new Error("One of the clips is not a video.");
  const shown = ["-show_streams", "-show_entries", "format=start_time", "-show_data_hash", "md5", "-of", "json"];
  const { streams, format } = probed.parse(
    JSON.parse(await ffprobe(path, sniffed, [...openedOnly([]), ...shown], signal)),
  );
  const isUsed = (one: Stream) => isTaken({ codec_type: one.codec_type, codec_name: one.codec_name });
  const picture = streams.find((one) => one.codec_type === "video" && !one.disposition?.attached_pic);
  const sound = streams.find((one) => one.codec_type === "audio" && isUsed(one));
  if (!picture?.width || !picture.height) throw new Error("One of the clips has no picture track.");
  const packets = await packetsOf(path, sniffed, picture.index, signal);
  const rotation = picture.side_data_list?.find(({ rotation }) => rotation !== undefined)?.rotation ?? 0;
  const turn = Math.abs(rotation);
  const [across = 1, down = 1] = (picture.sample_aspect_ratio ?? "").split(":").map(Number);
  const wide = across > 0 && down > 0 ? (picture.width * across) / down : picture.width;
  const [width, height] = turn % 180 === 90 ? [picture.height, wide] : [wide, picture.height];
  const transfer = picture.color_transfer;
  const hdr = transfer === "smpte2084" || transfer === "arib-std-b67" ? transfer : null;
  const isPlain =
    !hdr && turn === 0 && across === down && packets.hidden === 0 && packets.start === 0 && isPlayable(picture, sound);
  return {
    ...{ path, sniffed, width, height, hdr },
    fps: rateOf(picture, packets.count / packets.duration),
    duration: packets.duration,
    frames: packets.count,
    keyFrames: packets.keys,
    start: packets.start - (Number(format.start_time) || 0),
    picture: picture.index,
    sound: sound?.index ?? null,
    ...{ codec: picture.codec_name ?? "unknown", rotation, isSteady: packets.isSteady },
    soundTrack: sound ? soundTraits(sound, packets.start) : null,
    matrix: picture.color_space && picture.color_space !== "unknown" ? picture.color_space : null,
    sameAs: isPlain ? JSON.stringify([traits(picture), sound && traits(sound), streams.length]) : null,
  };
}

const soundTraits = (sound: Stream, pictureStart: number) => ({
  codec: sound.codec_name ?? "unknown",
  ...{ rate: Number(sound.sample_rate) || 0, channels: sound.channels ?? 0 },
  start: (Number(sound.start_time) || 0) - pictureStart,
  seconds: Number(sound.duration) || 0,
});

/** What browsers play in an MP4: only such tracks are copied. */
const isPlayable = (picture: Stream, sound: Stream | undefined) =>
  picture.codec_name === "h264" && picture.pix_fmt === "yuv420p" && (!sound || sound.codec_name === "aac");

const traits = (one: Stream) => [
  ...[one.codec_name, one.width, one.height, one.pix_fmt, one.color_transfer, one.r_frame_rate, one.time_base],
  ...[one.sample_rate, one.channels, one.extradata_hash],
];

/** The header's frame rate if the number of frames agrees; otherwise the average rate. */
function rateOf({ r_frame_rate }: Stream, counted: number): number {
  const [over = 0, under = 0] = (r_frame_rate ?? "").split("/").map(Number);
  const named = over / under;
  if (named > 0 && named <= 120 && Math.abs(named - counted) / counted < 0.1) return named;
  return Number.isFinite(counted) ? Math.min(60, Math.max(1, Math.round(counted * 1000) / 1000)) : 24;
}

/** The shown packets of a track: number, start and length in seconds; `hidden` ones are outside its edit list. */
async function packetsOf(path: string, sniffed: Sniffed, index: number, signal?: AbortSignal) {
  const shown = ["-select_streams", String(index), "-show_entries", "packet=pts_time,duration_time,flags"];
  const said = await ffprobe(path, sniffed, [...openedOnly([]), ...shown, "-of", "csv=p=0"], signal);
  const rows = said.split("\n").filter(Boolean);
  let [count, keys, start, end] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const times: number[] = [];
  for (const row of rows) {
    const [pts = "", duration = "", flags = ""] = row.split(",");
    const at = Number.parseFloat(pts);
    if (Number.isNaN(at) || flags.includes("D")) continue;
    count += 1;
    if (flags.includes("K")) keys += 1;
    times.push(at);
    start = Math.min(start, at);
    end = Math.max(end, at + (Number.parseFloat(duration) || 0));
  }
  if (count === 0) throw new Error("One of the clips has no picture in it.");
  // In some containers the last picture has no duration.
  const duration = count > 1 && end - start <= 0 ? count / 24 : end - start;
  const facts = { count, keys, start, duration: duration > 0 ? duration : 1 / 24, hidden: rows.length - count };
  return { ...facts, isSteady: areSteady(times) };
}

/** Whether times are equally far apart, but for their rounding to milliseconds. */
function areSteady(times: number[]): boolean {
  const sorted = times.sort((a, b) => a - b);
  const [first = 0, last = 0] = [sorted[0], sorted.at(-1)];
  const gap = (last - first) / Math.max(1, sorted.length - 1);
  return sorted.every((time, i) => Math.abs(time - first - i * gap) <= Math.min(0.002, gap / 4));
}

async function ffprobe(path: string, sniffed: Sniffed, args: string[], signal?: AbortSignal): Promise<string> {
  const command = [...quietly, ...inputArguments(path, sniffed), ...args];
  const { output } = await runTool(defaultTools().ffprobe, command, { timeoutMs: 60_000, signal });
  return output.toString("utf8");
}
