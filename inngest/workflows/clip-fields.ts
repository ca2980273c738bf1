import { audio, negativePrompt, seed } from "@/lib/roles/fields";
import { provider } from "@/lib/routing/role-service";
import { promptInStyle, styleOption } from "@/lib/style-field";
import { inStyle, type StyleId } from "@/lib/styles";

/** What workflows for a clip accept instead of, or in addition to, the fields of the role that makes it. */
export const clipFields = {
  prompt: promptInStyle,
  style: styleOption,
  audio: audio.meta({ ...audio.meta(), advanced: true }),
  negative_prompt: negativePrompt,
  seed: seed.meta({ ...seed.meta(), advanced: true }),
  provider,
  picture_provider: provider.meta({
    ...provider.meta(),
    title: "Painter of the first picture",
    description: "Who paints the first picture, where one is painted, as `fal:flux-dev`. Default: the server's list.",
    zh: { title: "首帧绘制", description: "需要绘制首帧时由谁绘制，如 `fal:flux-dev`。默认使用服务器的设置。" },
  }),
};

type Words = { prompt: string; style?: StyleId | undefined; negative_prompt?: string | undefined };

/** The words of a request, as roles accept them. */
export const wordsOf = ({ prompt, style, negative_prompt }: Words) => ({
  prompt: inStyle(prompt, style),
  negativePrompt: negative_prompt,
});
