import { aspectRatio, audio, duration, negativePrompt, resolution, seed } from "@/lib/roles/fields";
import { provider } from "@/lib/routing/role-service";
import { promptInStyle, styleOption } from "@/lib/style-field";
import { inStyle, type StyleId } from "@/lib/styles";

/** The options that workflows for a clip share. */
export const clipFields = {
  prompt: promptInStyle,
  style: styleOption,
  duration,
  resolution,
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

export const shape = aspectRatio;

type Given = {
  prompt: string;
  style?: StyleId | undefined;
  duration: number;
  resolution: "480p" | "720p" | "1080p";
  audio: boolean;
  negative_prompt?: string | undefined;
  seed?: number | undefined;
  aspectRatio?: (typeof aspectRatio.options)[number] | undefined;
  provider?: string | undefined;
  picture_provider?: string | undefined;
};

/** The requests for the clip and for its first picture. */
export function clipRequests({ prompt, style, negative_prompt, picture_provider, ...given }: Given) {
  const { duration, resolution, audio, seed, aspectRatio = "16:9", provider } = given;
  const words = { prompt: inStyle(prompt, style), negativePrompt: negative_prompt, aspectRatio, seed };
  return {
    clip: { ...words, duration, resolution, audio, provider },
    picture: { ...words, provider: picture_provider },
  };
}
