import { z } from "zod";
import { optionalMedia } from "@/lib/media/field";
import { aspectRatio, seed } from "@/lib/roles/fields";
import { providerOption } from "@/lib/routing/role-service";
import { composeFilm } from "@/lib/services";
import { filmSeconds, mostShots, scenesFor, shotSeconds } from "@/lib/story/limits";
import { styleOption } from "@/lib/style-field";
import { referencePictures } from "./reference-pictures";

/** What a caller says of a film, and the numbers that follow from it. */

const longestTopic = 4000;

export const filmInput = z.strictObject({
  topic: z
    .string()
    .trim()
    .min(1, "Say what the film is about.")
    .max(longestTopic, "At most 4,000 characters.")
    .meta({
      title: "Topic",
      description: "What the film is about, in one sentence or a page of notes.",
      zh: { title: "主题", description: "影片的内容，一句话或一页笔记都可以。" },
      examples: ["How a violin is made"],
      multiline: true,
    }),
  style: styleOption.meta({
    ...styleOption.meta(),
    description: "The look, light and colours. Default: the one that fits the topic.",
    zh: { title: "风格", description: "画面的样式、光线和色彩。默认选择适合主题的风格。" },
  }),
  duration: z
    .number()
    .min(filmSeconds.min)
    .max(filmSeconds.max)
    .default(filmSeconds.default)
    .meta({
      title: "Length",
      description: "Seconds, within 10 %. Longer where the narration needs it.",
      zh: { title: "时长", description: "秒，误差 10% 以内；旁白需要时会更长。" },
    }),
  aspect: aspectRatio
    .extract(["16:9", "9:16", "1:1"])
    .default("16:9")
    .meta({ ...aspectRatio.meta() }),
  resolution: z
    .enum(["360p", "720p", "1080p"])
    .default("720p")
    .meta({
      title: "Resolution",
      description: "Pixels of the shorter side. `360p` is a draft: it is composed in a fraction of the time.",
      zh: { title: "分辨率", description: "短边的像素数。`360p` 用于草稿，合成快得多。" },
    }),
  include_audio: z
    .boolean()
    .default(true)
    .meta({
      title: "Narration",
      description: "Speak the dialogue of the script.",
      zh: { title: "旁白", description: "朗读剧本中的台词。" },
    }),
  voice: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .meta({
      title: "Voice",
      description: "The provider's name or id of a voice.",
      zh: { title: "音色", description: "服务商的音色名称或编号。" },
      advanced: true,
    }),
  language: z
    .string()
    .trim()
    .min(2)
    .max(40)
    .regex(/^[\p{L} -]+$/u, "A language, as `en` or `French`.")
    .optional()
    .meta({
      title: "Language",
      description: "Of the narration, as `en` or `French`. Default: that of the topic.",
      zh: { title: "语言", description: "旁白的语言，如 `zh` 或 `French`。默认与主题相同。" },
    }),
  subtitles: composeFilm.input.shape.subtitles,
  music: optionalMedia("audio", {
    title: "Music",
    description: "Plays under the film, quieter while someone speaks.",
    zh: { title: "配乐", description: "作为背景音乐，旁白时自动降低音量。" },
  }),
  reference: referencePictures(
    "Up to 4 pictures of a person or a thing that is the same in every shot.",
    "最多 4 张人物或物品的图片，在每个镜头中保持一致。",
  ),
  shots: z
    .int()
    .min(1)
    .max(mostShots)
    .optional()
    .meta({
      title: "Shots",
      description: "The most shots of the film. Default: three for each scene of about 8 seconds.",
      zh: { title: "镜头数", description: "影片的镜头数上限。默认每个约 8 秒的场景最多 3 个。" },
      advanced: true,
    }),
  longest_shot: z
    .number()
    .min(shotSeconds.min)
    .max(shotSeconds.max)
    .optional()
    .meta({
      title: "Longest shot",
      description: "Seconds. Default: what the first video provider of the list can make.",
      zh: { title: "最长镜头", description: "秒。默认由首个可用的视频服务商决定。" },
      advanced: true,
    }),
  title_card: z
    .boolean()
    .default(false)
    .meta({
      title: "Title card",
      description: "Show the title for 2.5 seconds before the first shot, in addition to the length.",
      zh: { title: "片头", description: "在第一个镜头前显示 2.5 秒片名，不计入时长。" },
      advanced: true,
    }),
  seed: seed.meta({ ...seed.meta(), advanced: true }),
  language_provider: providerOption("Writer", "编剧"),
  text_to_image_provider: providerOption("Painter of the first frames", "首帧绘制"),
  image_edit_provider: providerOption("Painter after references", "参考图绘制"),
  image_to_video_provider: providerOption("Maker of the clips", "镜头生成"),
  speech_provider: providerOption("Narrator", "朗读"),
});
export type FilmInput = z.output<typeof filmInput>;

const mostShotsOfScene = 3;

/** How many scenes and shots a film has at most and usually; `longest`: seconds of a shot. */
export function countsOf({ duration, shots, longest_shot: longest = shotSeconds.max }: FilmInput) {
  const scenes = Math.min(scenesFor(duration), shots ?? mostShots);
  const most = shots ?? Math.min(mostShots, mostShotsOfScene * scenes);
  const usual = Math.min(most, Math.max(scenes, Math.ceil(duration / Math.min(longest, 6))));
  return { scenes, most, usual, longest };
}

const lines = { "360p": 360, "720p": 720, "1080p": 1080 };

/** The size of the film in pixels. */
export function sizeOf({ aspect, resolution }: FilmInput): { width: number; height: number } {
  const shorter = lines[resolution];
  const longer = (shorter * 16) / 9;
  if (aspect === "1:1") return { width: shorter, height: shorter };
  return aspect === "16:9" ? { width: longer, height: shorter } : { width: shorter, height: longer };
}
