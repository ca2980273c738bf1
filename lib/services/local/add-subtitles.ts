import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { defineLocal } from "@/lib/define-local";
import { inputArguments, sniff } from "@/lib/media";
import { ffmpeg } from "@/lib/media/ffmpeg";
import { media } from "@/lib/media/field";
import { subtitleKind } from "@/lib/media/inspect-file";
import { days } from "../pods/pod";

/** Adds a subtitle track that players can switch; also returns the subtitles in both formats. */
export const addSubtitles = defineLocal({
  id: "add-subtitles",
  title: "Add subtitles",
  description: "Adds a subtitle track to a video, which players can switch on and off.",
  zh: { title: "添加字幕", description: "为视频添加可在播放器中开关的字幕轨。" },
  input: z.strictObject({
    video: media("video", { title: "Video", zh: { title: "视频" } }),
    subtitles: media("file", {
      title: "Subtitles",
      description: "The lines with their times.",
      zh: { title: "字幕", description: "带时间的字幕文本。" },
      contentTypes: ["text/vtt", "application/x-subrip"],
    }),
  }),
  output: z.strictObject({
    video: media("video", { title: "Video with subtitles", zh: { title: "带字幕的视频" } }),
    subtitles: z.strictObject({
      vtt: media("file", { title: "WebVTT", contentTypes: ["text/vtt"] }),
      srt: media("file", { title: "SRT", contentTypes: ["application/x-subrip"] }),
    }),
    lines: z.int().meta({ title: "Lines", zh: { title: "字幕条数" } }),
  }),
  example: {
    video: "https://example.com/film.mp4",
    subtitles: { vtt: "https://example.com/film.vtt", srt: "https://example.com/film.srt" },
    lines: 12,
  },
  needs: { cpus: 1, memoryMb: 1024 },
  async run({ video, subtitles }, { dir, signal, progress }) {
    const [film, text] = [await sniff(video), await subtitleKind(subtitles)];
    if (film?.type !== "video") throw new Error("`video` is not a video.");
    if (!text) throw new Error("`subtitles` is neither WebVTT nor SRT.");
    const run = (...args: string[]) => ffmpeg(args, { signal });
    const lines = inputArguments(subtitles, text);
    const [vtt, srt, result] = [join(dir, "lines.vtt"), join(dir, "lines.srt"), join(dir, "result.mp4")];

    progress(0.1, "Reading the subtitles.");
    await run(...lines, "-f", "webvtt", "-y", `file:${vtt}`);
    await run(...lines, "-f", "srt", "-y", `file:${srt}`);
    const count = (await readFile(srt, "utf8")).match(/-->/g)?.length ?? 0;
    if (count === 0) throw new Error("`subtitles` has no line with a time.");

    progress(0.3, "Adding the track.");
    const isMp4 = film.extension === "mp4" || film.extension === "mov";
    const codecs = isMp4
      ? ["-c:v", "copy", "-c:a", "copy"]
      : ["-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "192k"];
    const tracks = ["-map", "0:V:0", "-map", "0:a:0?", "-map", "1:s:0", ...codecs, "-c:s", "mov_text"];
    const file = ["-disposition:s:0", "default", "-movflags", "+faststart", "-f", "mp4", "-y", `file:${result}`];
    await run(...inputArguments(video, film), ...lines, ...tracks, ...file);
    return { video: result, subtitles: { vtt, srt }, lines: count };
  },
  cacheFor: 30 * days,
  timeout: 1800,
  typicalSeconds: 5,
});
