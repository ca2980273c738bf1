import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { defineLocal } from "@/lib/define-local";
import { media, optionalMedia } from "@/lib/media/field";
import { lightings, moods, profileSources, stylePresets, textures } from "@/lib/media/style/terms";
import { days } from "../pods/pod";

export const styleProfileSchema = z
  .strictObject({
    source: z.enum(profileSources),
    colors: z
      .array(z.string().regex(/^#[0-9a-f]{6}$/))
      .min(1)
      .max(6),
    lighting: z.enum(lightings),
    mood: z.enum(moods),
    texture: z.enum(textures),
    numbers: z.record(z.string(), z.union([z.number(), z.array(z.number())])),
  })
  .meta({ title: "Profile", zh: { title: "风格档案" } });

const curve = z.array(z.tuple([z.number(), z.number()])).min(2);

const example = {
  source: "preset" as const,
  colors: ["#1a1a2e", "#16213e", "#e94560"],
  ...{ lighting: "dramatic" as const, mood: "sophisticated" as const, texture: "film" as const },
  numbers: { lightness: 34 },
};
const straight: [number, number][] = [
  [0, 0],
  [1, 1],
];

/**
 * Measures the look of a picture or video, or names that of a preset, with a colour grade towards it. The same input always
 * gives the same bytes.
 */
export const styleProfile = defineLocal({
  id: "style-profile",
  title: "Measure a style",
  description: "Reads colours, light, mood and texture from a picture or a video, and makes a colour grade of them.",
  zh: { title: "分析风格", description: "从图片或视频中读取色彩、光线、情绪和质感，并生成调色文件。" },
  input: z.strictObject({
    image: optionalMedia("image", {
      title: "Reference picture",
      description: "Its look is measured.",
      zh: { title: "参考图", description: "分析这张图片的风格。" },
    }),
    video: optionalMedia("video", {
      title: "Reference video",
      description: "Its look is measured, from five frames.",
      zh: { title: "参考视频", description: "从五帧画面分析风格。" },
    }),
    preset: z
      .enum(stylePresets)
      .optional()
      .meta({
        title: "Preset",
        description: "A look without a reference. Give exactly one of picture, video and preset.",
        zh: { title: "预设", description: "无需参考的风格。图片、视频和预设三选一。" },
      }),
    footage: optionalMedia("video", {
      title: "Footage",
      description: "The video that will be graded. Default: the usual video of a person in a room.",
      zh: { title: "待调色视频", description: "将要调色的视频。默认按普通室内人像视频处理。" },
    }),
  }),
  output: z.strictObject({
    profile: styleProfileSchema,
    curves: z
      .strictObject({ r: curve, g: curve, b: curve })
      .meta({ title: "Curves", description: "The grade as a curve for each channel, 0 to 1.", zh: { title: "曲线" } }),
    cube: media("file", { title: "Grade", zh: { title: "调色文件" }, contentTypes: ["application/x-cube"] }),
    json: media("file", { title: "Profile as JSON", zh: { title: "风格 JSON" }, contentTypes: ["application/json"] }),
  }),
  example: {
    profile: example,
    curves: { r: straight, g: straight, b: straight },
    cube: "https://example.com/style.cube",
    json: "https://example.com/style.json",
  },
  needs: { cpus: 1, memoryMb: 1024 },
  async run({ image, video, preset, footage }, { dir, signal, progress }) {
    const { profileOfImage, profileOfVideo } = await import(/* turbopackIgnore: true */ "@/lib/media/style/profile");
    const { presetLook } = await import(/* turbopackIgnore: true */ "@/lib/media/style/presets");
    const { cubeOf, curvesOf, gradeOf, usualFootage } = await import(
      /* turbopackIgnore: true */ "@/lib/media/style/grade"
    );
    if ([image, video, preset].filter(Boolean).length !== 1) {
      throw new Error("Give exactly one of `image`, `video` and `preset`.");
    }
    progress(0.1, "Measuring the style.");
    const { look, numbers, shares } = preset
      ? presetLook(preset)
      : image
        ? await profileOfImage(image)
        : await profileOfVideo(video ?? "", signal);
    progress(0.6, "Making the colour grade.");
    const from = footage ? (await profileOfVideo(footage, signal)).numbers : video ? numbers : usualFootage;
    const grade = gradeOf(from, numbers);
    const profile = {
      source: preset ? ("preset" as const) : image ? ("reference" as const) : ("video" as const),
      ...look,
      numbers: { ...rounded(numbers), shares: shares.map(short) },
    };
    const [cube, json] = [join(dir, "style.cube"), join(dir, "style.json")];
    await writeFile(cube, cubeOf(grade));
    await writeFile(json, `${JSON.stringify(profile, null, 2)}\n`);
    return { profile, curves: curvesOf(grade), cube, json };
  },
  cacheFor: 7 * days,
  timeout: 300,
  typicalSeconds: 1,
});

const short = (value: number) => Math.round(value * 1000) / 1000;
const rounded = (numbers: Record<string, number | number[]>) =>
  Object.fromEntries(
    Object.entries(numbers).map(([name, value]) => [name, Array.isArray(value) ? value.map(short) : short(value)]),
  );
