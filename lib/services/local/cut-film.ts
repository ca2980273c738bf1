import { z } from "zod";
import { defineLocal } from "@/lib/define-local";
import { media, optionalMedia } from "@/lib/media/field";
import { cut } from "@/lib/media/film/cut";
import { cutRequest, cutShotSchema } from "@/lib/schemas/cut";
import { days } from "../pods/pod";
import { composeFilm } from "./compose-film";
import { evenPixels, framesPerSecond } from "./film-fields";

const { from, to, volume, join } = cutShotSchema.shape;
const { title, music, voice, subtitles, burn, fades } = cutRequest.shape;
const { url: _, ...ofMusic } = music.unwrap().unwrap().shape;
const { url: __, ...ofVoice } = voice.unwrap().unwrap().shape;
const sound = media("audio", { title: "Sound", zh: { title: "声音" } });

const shot = z.strictObject({
  video: media("video", { title: "Clip", zh: { title: "视频" } }),
  ...{ from, to, volume, join },
  scene: z.int().min(1).default(1),
  narration: optionalMedia("audio", { title: "Narration", zh: { title: "旁白" } }),
  text: z.string().trim().max(2000).optional(),
});

/**
 * Cuts a film from shots, exact to a frame. The film is as long as its title card and all shots; joins do not change
 * its length. What a clip does not have is left out and said in `notes`.
 */
export const cutFilm = defineLocal({
  id: "cut-film",
  title: "Cut the film",
  description: "Cuts a film from trimmed shots, with joins, a title, music, a voice-over and subtitles.",
  zh: { title: "剪辑成片", description: "把剪好的镜头合成影片，可加转场、片头、配乐、配音和字幕。" },
  input: z.strictObject({
    clips: z
      .array(shot)
      .min(1, "Give at least one shot.")
      .max(60, "At most 60 shots.")
      .meta({
        title: "Shots",
        description: "The shots in the order of the film: clip, its part, its volume, the join to the next one.",
        zh: { title: "镜头", description: "按成片顺序：视频、截取范围、音量，以及与下一镜头的转场。" },
        examples: [[{ video: "asset:example", from: 0.5, to: 2 }]],
      }),
    width: evenPixels.optional().meta({ title: "Width", zh: { title: "宽度" } }),
    height: evenPixels.optional().meta({ title: "Height", zh: { title: "高度" } }),
    fps: framesPerSecond
      .unwrap()
      .optional()
      .meta(framesPerSecond.meta() ?? {}),
    title: title.meta({ title: "Title", zh: { title: "片名" } }),
    music: z
      .strictObject({ audio: sound, ...ofMusic })
      .nullable()
      .default(null)
      .meta({ title: "Music", zh: { title: "配乐" } }),
    voice: z
      .strictObject({ audio: sound, ...ofVoice })
      .nullable()
      .default(null)
      .meta({ title: "Voice-over", zh: { title: "配音" } }),
    subtitles: subtitles.meta({ title: "Subtitles", zh: { title: "字幕" } }),
    burn: burn.meta({ title: "Draw the subtitles", zh: { title: "烧录字幕" } }),
    fades: fades.meta({ title: "Fade the ends", zh: { title: "首尾淡入淡出" } }),
  }),
  output: composeFilm.output.extend({
    notes: z
      .array(z.string())
      .default([])
      .meta({ title: "Notes", description: "What could not be cut as it was written.", zh: { title: "说明" } }),
  }),
  example: { ...composeFilm.example, notes: [] },
  needs: { cpus: 2, memoryMb: 4096 },
  run: ({ clips, ...order }, context) => cut({ ...order, shots: clips }, context),
  cacheFor: 30 * days,
  timeout: 3600,
  typicalSeconds: 10,
});
