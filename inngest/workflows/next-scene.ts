import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { media } from "@/lib/media/field";
import { imageEdit, imageToVideo, join as joinRole, language } from "@/lib/roles";
import { providerOption, roleFault } from "@/lib/routing/role-service";
import { parseScenes } from "@/lib/scenes/parse-scenes";
import { writeScenes } from "@/lib/scenes/write-scenes";
import { clipOptions } from "@/lib/services/pods/clip";
import { promptOption, seedOption, sizeOptions } from "@/lib/services/pods/pod";
import { sentences } from "@/lib/welcome";
import { defineWorkflow, WorkflowError } from "../define-workflow";
import { referencePictures } from "./reference-pictures";

const mostScenes = 3;
const example = "The camera moves closer.";
const exampleStory = writeScenes([example, "A wide shot follows.", "Night falls on the place."]);
const writersPrompt = readFileSync(join(process.cwd(), "inngest/workflows/next-scene-prompt.txt"), "utf8").trimEnd();

const filmInput = z.strictObject({
  image: media("image", {
    title: "Picture",
    description: "The film continues from this picture, with the same people, light and place.",
    zh: { title: "图片", description: "影片从这张图开始，人物、光影和场景保持一致。" },
  }),
  references: referencePictures(
    "Up to 4 pictures of a person or a thing for the keyframes. Needs a painter that takes references.",
    "最多 4 张人物或物品的图片，用于关键帧。需要支持参考图的绘图模型。",
  ),
  prompt: promptOption("What happens next", "One sentence is enough, in English or Chinese.", {
    title: "接下来发生什么",
    description: "一句话就够，中文英文都可以。",
  }),
  system_prompt: z
    .string()
    .max(8000)
    .optional()
    .meta({
      title: "Instructions to the writer",
      description: "How to write the scenes. Each scene must start with “Next Scene:”.",
      zh: { title: "给编剧的说明", description: "场景的写法。每个场景必须以“Next Scene:”开头。" },
      multiline: true,
      advanced: true,
    }),
  ...sizeOptions,
  ...clipOptions,
  seed: seedOption,
  language_provider: providerOption("Writer", "编剧"),
  image_edit_provider: providerOption("Painter of the keyframes", "关键帧绘制"),
  image_to_video_provider: providerOption("Maker of the clips", "镜头生成"),
  join_provider: providerOption("Joiner of the film", "影片合成"),
});

/**
 * A film from a picture and a sentence: the scenes are written, painted, animated and joined. Each scene continues
 * without waiting for the others.
 */
export const nextScene = defineWorkflow({
  model: "next-scene",
  title: "Next-scene film",
  description: "Turns one picture and one sentence into a film of up to three scenes.",
  steps: {
    scenes: "Write the scenes",
    keyframe: "Scene {n}: keyframe",
    clip: "Scene {n}: clip",
    film: "Join the film",
  },
  reviews: { scenes: "the scenes", keyframes: "the keyframes" },
  cut: { film: "film" },
  scenes: { step: "scenes", most: mostScenes },
  zh: {
    title: "看图续拍",
    description: "用一张图和一句话，续拍一部最多三个场景的影片。",
    steps: {
      scenes: "编写场景",
      keyframe: "场景 {n}：关键帧",
      clip: "场景 {n}：镜头",
      film: "合成影片",
    },
    reviews: { scenes: "场景文字", keyframes: "关键帧" },
    errors: { no_scene: "编写的文字中没有场景（“Next Scene:”）。重试会重新编写。" },
  },
  welcome: {
    media: { image: "sample.jpg" },
    en: {
      headline: "What happens next?",
      examples: sentences("prompt", [
        "The wind rises, and the seeds drift into the evening light.",
        "Rain begins to fall, and a child with a red umbrella walks by.",
        "Night comes, and fireflies rise from the grass.",
      ]),
    },
    zh: {
      headline: "接下来会发生什么？",
      examples: sentences("prompt", [
        "起风了，蒲公英的种子飘进傍晚的光里。",
        "雨落下来，一个孩子撑着红伞走过。",
        "夜幕降临，萤火虫从草丛中升起。",
      ]),
    },
  },
  input: filmInput,
  faults(input, of) {
    const { image, prompt } = input;
    const { writing, painting, moving, joining } = requestsOf(input);
    const asked = [
      ["language_provider", roleFault(language, { ...writing, prompt }, { ...of, purpose: "storyboard" })],
      ["image_edit_provider", roleFault(imageEdit, { ...painting, prompt: example }, of)],
      ["image_to_video_provider", roleFault(imageToVideo, { ...moving, image, prompt: example }, of)],
      ["join_provider", roleFault(joinRole, { ...joining, videos: [image] }, of)],
    ] as const;
    return asked.flatMap(([field, detail]) => (detail ? [{ field, detail }] : []));
  },
  async run({ input, call, review }) {
    const { prompt } = input;
    const { writing, painting, moving, joining } = requestsOf(input);
    const asked = { example: { text: exampleStory }, purpose: "storyboard" as const };
    const story = await call("scenes", language, { ...writing, prompt }, asked);
    const scenes = parseScenes(story.text, mostScenes);
    if (scenes.length === 0) {
      const message = `The writer returned no scene (no paragraph starts with “Next Scene:”): ${story.text.slice(0, 2000)}`;
      throw new WorkflowError("no_scene", message, { unusable: "scenes" });
    }
    await review("scenes", []);
    const keyframes = scenes.map((prompt, i) => call(["keyframe", i + 1], imageEdit, { ...painting, prompt }));
    await review("keyframes", keyframes);
    const videos = await Promise.all(
      scenes.map(async (prompt, i) => {
        const keyframe = await keyframes[i];
        if (!keyframe) throw new WorkflowError("internal", `Scene ${i + 1} has no keyframe.`);
        return (await call(["clip", i + 1], imageToVideo, { ...moving, image: keyframe.image, prompt })).video;
      }),
    );
    return call("film", joinRole, { ...joining, videos });
  },
});

/** The request of each part, without the words and files of the steps before it. */
function requestsOf({ image, references, duration, fps, ...input }: z.output<typeof filmInput>) {
  const { system_prompt: system = writersPrompt, width, height, seed } = input;
  const size = { width, height, seed, fit: "nearest" as const };
  return {
    writing: { images: [image], system, provider: input.language_provider },
    painting: { image, references, ...size, provider: input.image_edit_provider },
    moving: { duration, fps, ...size, provider: input.image_to_video_provider },
    joining: { provider: input.join_provider },
  };
}
