import { z } from "zod";
import { GUARD, run, type Tools } from "./ffmpeg";

const probed = z.object({
  streams: z.array(
    z.looseObject({
      codec_type: z.string().optional(),
      codec_name: z.string().optional(),
      width: z.number().optional(),
      height: z.number().optional(),
      sample_aspect_ratio: z.string().optional(),
      pix_fmt: z.string().optional(),
      color_transfer: z.string().optional(),
      r_frame_rate: z.string().optional(),
      avg_frame_rate: z.string().optional(),
      time_base: z.string().optional(),
      sample_rate: z.string().optional(),
      channels: z.number().optional(),
      extradata_hash: z.string().optional(),
      disposition: z.looseObject({ attached_pic: z.number().optional() }).optional(),
      side_data_list: z.array(z.looseObject({ rotation: z.number().optional() })).optional(),
    }),
  ),
  format: z.looseObject({ start_time: z.string().optional() }),
});
type Stream = z.infer<typeof probed>["streams"][number];

export interface Clip {
  /** As shown: upright, with square pixels. */
  width: number;
  height: number;
  fps: number;
  /** The length of the picture track in seconds, from its packets; the container's duration is not reliable. */
  duration: number;
  /** Seconds from the start of the file to the first picture. */
  start: number;
  /** ffmpeg's index of the picture track, and of the sound track if there is one. */
  video: number;
  audio: number | null;
  hasAudio: boolean;
  /** The transfer function of high dynamic range; such clips are tone-mapped before they are joined. */
  hdr: "smpte2084" | "arib-std-b67" | null;
  /** Clips with the same fingerprint can be joined without encoding; null never matches. */
  fingerprint: string | null;
}

export async function probeClip(tools: Tools, file: string, signal?: AbortSignal): Promise<Clip> {
  const shown = ["-show_streams", "-show_entries", "format=start_time", "-show_data_hash", "md5", "-of", "json"];
  const told = await run(tools.ffprobe, ["-v", "error", ...GUARD, ...shown, `file:${file}`], { limit: 20, signal });
  const { streams, format } = probed.parse(JSON.parse(told));
  const at = streams.findIndex((stream) => stream.codec_type === "video" && !stream.disposition?.attached_pic);
  const sound = streams.findIndex((stream) => stream.codec_type === "audio" && (stream.codec_name ?? "") in known);
  const video = streams[at];
  const audio = streams[sound];
  if (!video?.width || !video.height) throw new Error("the file has no video in it");
  const packets = await countPackets(tools, file, at, signal);
  const rotation = Math.abs(video.side_data_list?.find((data) => data.rotation !== undefined)?.rotation ?? 0);
  const [across = 1, down = 1] = (video.sample_aspect_ratio ?? "").split(":").map(Number);
  const wide = across > 0 && down > 0 ? (video.width * across) / down : video.width;
  const isTurned = rotation % 180 === 90;
  const transfer = video.color_transfer;
  const hdr = transfer === "smpte2084" || transfer === "arib-std-b67" ? transfer : null;
  const isSimple = !hdr && rotation === 0 && across === down && packets.hidden === 0 && packets.start === 0;
  const { codec_name, width, height, pix_fmt, r_frame_rate, time_base, extradata_hash } = video;
  return {
    width: isTurned ? video.height : wide,
    height: isTurned ? wide : video.height,
    fps: rateOf(video, packets.count / packets.duration),
    duration: packets.duration,
    start: packets.start - (Number(format.start_time) || 0),
    video: at,
    audio: audio ? sound : null,
    hasAudio: audio !== undefined,
    hdr,
    fingerprint: isSimple
      ? JSON.stringify([
          [codec_name, width, height, pix_fmt, transfer, r_frame_rate, time_base, extradata_hash],
          audio && [audio.codec_name, audio.sample_rate, audio.channels, audio.extradata_hash],
          streams.length,
        ])
      : null,
  };
}

/** Audio codecs that ffmpeg decodes; phones may add a second track that it does not know. */
const known: Record<string, true> = Object.fromEntries(
  [
    ...["aac", "mp3", "mp2", "opus", "vorbis", "flac", "alac", "ac3", "eac3", "dts", "truehd", "amr_nb", "amr_wb"],
    ...["pcm_u8", "pcm_s8", "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_s32be"],
    ...["pcm_f32le", "pcm_f32be", "pcm_alaw", "pcm_mulaw"],
  ].map((name) => [name, true]),
);

/** The frame rate in the header if the frame count agrees; otherwise the average rate. */
function rateOf({ r_frame_rate }: Stream, counted: number): number {
  const [over = 0, under = 0] = (r_frame_rate ?? "").split("/").map(Number);
  const named = over / under;
  if (named > 0 && named <= 120 && Math.abs(named - counted) / counted < 0.1) return named;
  return Number.isFinite(counted) ? Math.min(60, Math.max(1, Math.round(counted * 1000) / 1000)) : 24;
}

/**
 * Counts the visible packets of a track: number, start and length in seconds; `hidden` ones are outside its edit list.
 */
async function countPackets(tools: Tools, file: string, index: number, signal?: AbortSignal) {
  const shown = ["-select_streams", String(index), "-show_entries", "packet=pts_time,duration_time,flags"];
  const args = ["-v", "error", ...GUARD, ...shown, "-of", "csv=p=0", `file:${file}`];
  const lines = (await run(tools.ffprobe, args, { limit: 60, signal })).split("\n").filter(Boolean);
  let [count, start, end] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const line of lines) {
    const [pts = "", duration = "", flags = ""] = line.split(",");
    const at = Number.parseFloat(pts);
    if (Number.isNaN(at) || flags.includes("D")) continue;
    count += 1;
    start = Math.min(start, at);
    end = Math.max(end, at + (Number.parseFloat(duration) || 0));
  }
  if (count === 0) throw new Error("the file has no pictures in it");
  // In some containers the last picture has no duration.
  const duration = count > 1 && end - start <= 0 ? count / 24 : end - start;
  return { count, start, duration, hidden: lines.length - count };
}
