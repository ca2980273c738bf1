import { z } from "zod";
import { GUARD, run, type Tools } from "./ffmpeg";

const probed = z.object({
  streams: z.array(
    z.looseObject({
      codec_type: z.string().optional(),
      codec_name: z.string().optional(),
      width: z.number().optional(),
      height: z.number().optional(),
      pix_fmt: z.string().optional(),
      r_frame_rate: z.string().optional(),
      time_base: z.string().optional(),
      duration: z.string().optional(),
      sample_rate: z.string().optional(),
      channels: z.number().optional(),
      extradata_hash: z.string().optional(),
    }),
  ),
});

export interface Clip {
  width: number;
  height: number;
  fps: number;
  /** In seconds; the container's own figure is not trusted. */
  duration: number;
  hasAudio: boolean;
  /** Two clips with the same fingerprint can follow each other without being encoded again. */
  fingerprint: string;
}

export async function probeClip(tools: Tools, file: string, signal?: AbortSignal): Promise<Clip> {
  const args = ["-v", "error", ...GUARD, "-show_streams", "-show_data_hash", "md5", "-of", "json", `file:${file}`];
  const { streams } = probed.parse(JSON.parse(await run(tools.ffprobe, args, { limit: 20, signal })));
  const video = streams.find((stream) => stream.codec_type === "video");
  const audio = streams.find((stream) => stream.codec_type === "audio");
  if (!video?.width || !video.height) throw new Error("the file has no video in it");
  const [over, under] = (video.r_frame_rate ?? "24/1").split("/").map(Number);
  const fps = over && under ? over / under : 24;
  const { codec_name, width, height, pix_fmt, r_frame_rate, time_base, extradata_hash } = video;
  return {
    width,
    height,
    fps: fps > 0 && fps <= 120 ? fps : 24,
    duration: Number(video.duration) || 0,
    hasAudio: audio !== undefined,
    fingerprint: JSON.stringify([
      [codec_name, width, height, pix_fmt, r_frame_rate, time_base, extradata_hash],
      audio && [audio.codec_name, audio.sample_rate, audio.channels, audio.extradata_hash],
      streams.length,
    ]),
  };
}
