import { join } from "node:path";
import { z } from "zod";
import { defineLocal } from "@/lib/define-local";
import { clipFacts } from "@/lib/media/clip-facts";
import { ffmpeg } from "@/lib/media/ffmpeg";
import { media } from "@/lib/media/field";
import { inputArguments } from "@/lib/media/guard";
import { days } from "../pods/pod";

/** Saves the sound of a video as MP3. */
export const extractSound = defineLocal({
  id: "extract-sound",
  title: "Extract the sound",
  description: "Saves the sound of a video as an MP3.",
  zh: { title: "提取声音", description: "把视频的声音保存为 MP3。" },
  input: z.strictObject({
    video: media("video", {
      title: "Video",
      description: "The video whose sound to save.",
      zh: { title: "视频", description: "要提取声音的视频。" },
    }),
    bitrate: z
      .int()
      .min(64)
      .max(320)
      .default(192)
      .meta({
        title: "Bit rate",
        description: "Kilobits per second.",
        zh: { title: "码率", description: "每秒千比特。" },
        advanced: true,
      }),
  }),
  output: z.strictObject({ audio: media("audio", { title: "Sound", zh: { title: "声音" } }) }),
  example: { audio: "https://example.com/sound.mp3" },
  needs: { cpus: 1, memoryMb: 1024 },
  async run({ video, bitrate }, { dir, signal, progress }) {
    const { sniffed, sound, duration } = await clipFacts(video, signal);
    if (sound === null) throw new Error("The video has no sound.");
    const audio = join(dir, "sound.mp3");
    const track = ["-map", `0:${sound}`, "-ac", "2", "-ar", "48000", "-c:a", "libmp3lame", "-b:a", `${bitrate}k`];
    const file = ["-map_metadata", "-1", "-fflags", "+bitexact", "-f", "mp3", "-y", `file:${audio}`];
    const onTime = (done: number) => progress(Math.min(1, done / duration), "Encoding the sound.");
    await ffmpeg([...inputArguments(video, sniffed), ...track, ...file], { signal, onTime });
    return { audio };
  },
  cacheFor: 30 * days,
  timeout: 900,
  typicalSeconds: 3,
});
