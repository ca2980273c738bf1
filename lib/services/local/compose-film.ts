import { z } from "zod";
import { defineLocal } from "@/lib/define-local";
import { inspect } from "@/lib/media";
import { media, optionalMedia } from "@/lib/media/field";
import { compose } from "@/lib/media/film/compose";
import { days } from "../pods/pod";
import { evenPixels, framesPerSecond } from "./film-fields";

const side = (title: string, zh: string) =>
  evenPixels.meta({ title, description: "Pixels.", zh: { title: zh, description: "像素。" }, examples: [1280] });

const shot = z.strictObject({
  video: media("video", { title: "Clip", zh: { title: "视频" } }),
  seconds: z.number().min(0.2).max(120),
  scene: z.int().min(1),
  narration: optionalMedia("audio", { title: "Narration", zh: { title: "旁白" } }),
  text: z.string().trim().max(2000).optional(),
});

/**
 * Composes a film from shots. The film is as long as the title card (2.5 s, if there is a title) and the seconds of all
 * shots; a shot whose narration is longer is held until it ends. `film.shots` has the true times.
 */
export const composeFilm = defineLocal({
  id: "compose-film",
  title: "Compose the film",
  description: "Composes shots into a film with transitions, narration, music and subtitles.",
  zh: { title: "合成成片", description: "把镜头合成为带转场、旁白、配乐和字幕的影片。" },
  input: z.strictObject({
    shots: z
      .array(shot)
      .min(1, "Give at least one shot.")
      .max(60, "At most 60 shots.")
      .meta({
        title: "Shots",
        description: "The shots in the order of the film: clip, seconds, scene, narration and its text.",
        zh: { title: "镜头", description: "按成片顺序：视频、秒数、场次、旁白及其文本。" },
        examples: [[{ video: "asset:example", seconds: 4, scene: 1 }]],
      }),
    width: side("Width", "宽度"),
    height: side("Height", "高度"),
    fps: framesPerSecond,
    transition: z
      .enum(["scenes", "cut"])
      .default("scenes")
      .meta({
        title: "Transitions",
        description:
          "`scenes`: a cut within a scene, a dissolve between scenes, a fade at both ends. `cut`: cuts only.",
        zh: { title: "转场", description: "`scenes`：场内直切，场间叠化，首尾淡入淡出。`cut`：全部直切。" },
      }),
    music: optionalMedia("audio", {
      title: "Music",
      description: "Plays under the film, repeated if it is shorter, and quieter while someone speaks.",
      zh: { title: "配乐", description: "作为背景音乐，不足时循环，旁白时自动降低音量。" },
    }),
    musicVolume: z
      .number()
      .min(0)
      .max(1)
      .default(0.5)
      .meta({
        title: "Volume of the music",
        description: "0 to 1.",
        zh: { title: "配乐音量", description: "0 到 1。" },
      }),
    subtitles: z
      .enum(["off", "file", "burned"])
      .default("file")
      .meta({
        title: "Subtitles",
        description: "`file`: as WebVTT and SRT. `burned`: also drawn into the picture.",
        zh: { title: "字幕", description: "`file`：WebVTT 和 SRT 文件。`burned`：另外烧录到画面。" },
      }),
    title: z
      .string()
      .trim()
      .min(1)
      .max(120)
      .optional()
      .meta({
        title: "Title",
        description: "Shown on a card of 2.5 seconds before the first shot.",
        zh: { title: "片名", description: "显示在第一个镜头之前的 2.5 秒片头。" },
      }),
    sound: z
      .boolean()
      .default(true)
      .meta({
        title: "Sound",
        description: "Whether the film has sound.",
        zh: { title: "声音", description: "影片是否有声音。" },
      }),
  }),
  output: z.strictObject({
    video: media("video", { title: "Film", zh: { title: "影片" } }),
    subtitles: optionalMedia("file", { title: "WebVTT", contentTypes: ["text/vtt"] }),
    srt: optionalMedia("file", { title: "SRT", contentTypes: ["application/x-subrip"] }),
    thumbnail: media("image", { title: "Thumbnail", zh: { title: "封面" } }),
    film: z
      .strictObject({
        seconds: z.number(),
        width: z.int(),
        height: z.int(),
        fps: z.number(),
        codec: z.string(),
        bitrate: z.int(),
        bytes: z.int(),
        format: z.string(),
        shots: z.array(z.strictObject({ from: z.number(), to: z.number(), scene: z.int() })),
      })
      .meta({ title: "About the film", zh: { title: "影片信息" } }),
  }),
  example: {
    video: "https://example.com/film.mp4",
    subtitles: "https://example.com/film.vtt",
    srt: "https://example.com/film.srt",
    thumbnail: "https://example.com/film.jpg",
    film: {
      ...{ seconds: 4, width: 1280, height: 720, fps: 30, codec: "h264", bitrate: 2_000_000, bytes: 1_000_000 },
      ...{ format: "mp4", shots: [{ from: 0, to: 4, scene: 1 }] },
    },
  },
  needs: { cpus: 2, memoryMb: 4096 },
  async run({ transition, ...order }, context) {
    const { path, still, cues, pieces } = await compose({ ...order, dissolves: transition === "scenes" }, context);
    const { duration, width, height, fps, codec, bitrate, sizeBytes } = await inspect(path, { signal: context.signal });
    return {
      video: path,
      ...(cues && { subtitles: cues.vtt, srt: cues.srt }),
      thumbnail: still,
      film: {
        ...{ seconds: duration ?? 0, width: width ?? order.width, height: height ?? order.height },
        ...{ fps: fps ?? order.fps, codec: codec ?? "h264", bitrate: bitrate ?? 0, bytes: sizeBytes, format: "mp4" },
        shots: pieces.flatMap(({ shot, from, to }) => {
          const scene = order.shots[shot ?? -1]?.scene;
          return scene === undefined ? [] : [{ from: from / order.fps, to: to / order.fps, scene }];
        }),
      },
    };
  },
  cacheFor: 30 * days,
  timeout: 3600,
  typicalSeconds: 45,
});
