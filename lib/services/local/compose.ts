import { z } from "zod";
import { defineLocal } from "@/lib/define-local";
import { media, optionalMedia } from "@/lib/media/field";
import * as templates from "@/lib/templates";
import { misfits } from "@/lib/templates/misfits";
import { days } from "../pods/pod";
import { evenPixels } from "./film-fields";

const side = (title: string, zh: string) =>
  evenPixels.meta({
    title,
    description: "Pixels, even.",
    zh: { title: zh, description: "像素，须为偶数。" },
    examples: [1080],
  });

const points = z
  .array(z.tuple([z.number().min(0).max(1), z.number().min(0).max(1)]))
  .min(2)
  .max(32);
const name = z.string().regex(/^[a-z][a-z0-9_-]*(\.[1-9]\d?)?$/, "must be a name of the template, as title or quote.2");
const time = z.number().min(0).max(3600);

/** Draws a film, or one still of it, from a template and its media and texts. */
export const compose = defineLocal({
  id: "compose",
  title: "Compose from a template",
  description: "Draws a film or a still from a template with pictures, videos and texts.",
  zh: { title: "按模板合成", description: "用模板把图片、视频和文字合成为影片或静帧。" },
  input: z
    .strictObject({
      template: z.enum(Object.values(templates).map(({ id }) => id)).meta({
        title: "Template",
        description: "Decides which media and texts there are and where they are shown.",
        zh: { title: "模板", description: "决定使用哪些素材和文字以及它们的位置。" },
        examples: ["talking-head"],
      }),
      width: side("Width", "宽度"),
      height: side("Height", "高度"),
      fps: z
        .int()
        .min(5)
        .max(60)
        .default(30)
        .meta({
          title: "Frames per second",
          description: "5 to 60; a GIF has 25 at most.",
          zh: { title: "帧率", description: "每秒 5 到 60 帧；GIF 最多 25 帧。" },
        }),
      seconds: z
        .number()
        .min(0.2)
        .max(1200)
        .optional()
        .meta({
          title: "Duration",
          description: "Seconds. Default: the length of the video whose sound is used, else of the longest video.",
          zh: { title: "时长", description: "秒。默认取提供声音的视频，否则取最长视频的时长。" },
        }),
      media: z
        .array(
          z.strictObject({
            name,
            image: optionalMedia("image", { title: "Picture", zh: { title: "图片" } }),
            video: optionalMedia("video", { title: "Video", zh: { title: "视频" } }),
            mask: optionalMedia("video", { title: "Mask", zh: { title: "蒙版" } }),
          }),
        )
        .max(16)
        .meta({
          title: "Media",
          description: "Pictures and videos by the template's names. A mask is a grey video: white is shown.",
          zh: { title: "素材", description: "按模板中的名称提供图片和视频。蒙版为灰度视频，白色部分可见。" },
          examples: [
            [
              { name: "background", image: "asset:example" },
              { name: "person", video: "asset:example" },
            ],
          ],
        }),
      texts: z
        .array(z.strictObject({ name, text: z.string().max(500), from: time.optional(), to: time.optional() }))
        .max(32)
        .default([])
        .meta({
          title: "Texts",
          description: "Texts by the template's names, with times in seconds if they differ from the template's.",
          zh: { title: "文字", description: "按模板中的名称提供文字；如与模板时间不同，可给出秒数。" },
        }),
      colors: z
        .array(z.string().regex(/^#[0-9a-f]{6}$/i, "must be a colour as #1a2b3c"))
        .max(8)
        .optional()
        .meta({
          title: "Colours",
          description: "Colours as #rrggbb, the most important first.",
          zh: { title: "颜色", description: "#rrggbb 格式的颜色，重要的在前。" },
        }),
      curves: z
        .strictObject({ r: points, g: points, b: points })
        .optional()
        .meta({
          title: "Colour curves",
          description: "A grade of pictures and videos, as points from 0 to 1 per channel. Texts keep their colours.",
          zh: { title: "色彩曲线", description: "对图片和视频调色，每通道为 0 到 1 的点列；文字颜色不变。" },
        }),
      values: z
        .record(z.string().max(40), z.union([z.number(), z.string().max(200), z.boolean()]))
        .optional()
        .meta({
          title: "Values",
          description: "Settings of the template, as `vignette`.",
          zh: { title: "参数", description: "模板自己的参数，例如 `vignette`。" },
        }),
      format: z
        .enum(["mp4", "webm", "gif"])
        .default("mp4")
        .meta({
          title: "Format",
          description: "A GIF has no sound and lasts at most 30 seconds.",
          zh: { title: "格式", description: "GIF 没有声音，最长 30 秒。" },
        }),
      still_at: time.optional().meta({
        title: "Still at",
        description: "Seconds. Only the still at this time is drawn, and no film.",
        zh: { title: "静帧时间", description: "秒。只绘制这一时刻的静帧，不生成影片。" },
      }),
      sound_of: name.optional().meta({
        title: "Sound of",
        description: "The name of the video whose sound the film keeps.",
        zh: { title: "声音来源", description: "保留其声音的视频的名称。" },
      }),
    })
    .superRefine((input, context) => {
      for (const { path, message } of misfits(input)) context.addIssue({ code: "custom", path, message });
    }),
  output: z.strictObject({
    video: optionalMedia("video", { title: "Film", zh: { title: "影片" } }),
    gif: optionalMedia("file", { title: "GIF", zh: { title: "GIF" }, contentTypes: ["image/gif"] }),
    still: media("image", { title: "Still", zh: { title: "静帧" } }),
    film: z
      .strictObject({
        seconds: z.number(),
        width: z.int(),
        height: z.int(),
        fps: z.number(),
        format: z.string(),
        frames: z.int(),
      })
      .meta({ title: "About the film", zh: { title: "影片信息" } }),
  }),
  example: {
    video: "https://example.com/film.mp4",
    still: "https://example.com/film.jpg",
    film: { seconds: 4, width: 1080, height: 1920, fps: 30, format: "mp4", frames: 120 },
  },
  needs: { cpus: 2, memoryMb: 1536 },
  async run(input, context) {
    const { composeTemplate } = await import(/* turbopackIgnore: true */ "@/lib/templates/compose-template");
    return composeTemplate(input, context);
  },
  cacheFor: 30 * days,
  timeout: 7200,
  typicalSeconds: 30,
});
