import { media } from "@/lib/media/field";
import { sentences } from "@/lib/welcome";
import { definePod, promptOption, seedOption, sizeOptions } from "./pod";

/** Makes a picture speak. Source: the pods' API contract. */
export const wanTalk = definePod({
  id: "wan-talk",
  title: "Let a picture speak",
  description: "A video model makes the person in a picture speak your text. The clip is as long as the speech.",
  zh: { title: "让图片说话", description: "视频模型让图中的人物说出你的文字，视频长度与语音一致。" },
  welcome: {
    en: {
      headline: "How does the person speak?",
      examples: sentences("prompt", [
        "She looks into the camera and speaks calmly.",
        "He smiles, speaks fast and uses his hands.",
        "The camera moves slowly closer while she speaks.",
      ]),
    },
    zh: {
      headline: "人物怎样说话？",
      examples: sentences("prompt", [
        "她看着镜头，平静地说话。",
        "他面带微笑，语速很快，配合手势。",
        "她说话时，镜头缓缓推近。",
      ]),
    },
  },
  media: {
    image: media("image", {
      title: "Picture",
      description: "The person who speaks.",
      zh: { title: "图片", description: "说话的人物。" },
    }),
  },
  options: {
    prompt: promptOption("Prompt", "How the person speaks, and how the camera moves.", {
      title: "提示词",
      description: "人物如何说话，镜头如何移动。",
    }),
    audio_prompt: promptOption("Speech", "The words to speak.", { title: "台词", description: "要说的话。" }),
    ...sizeOptions,
    seed: seedOption,
  },
  output: "video",
  typicalSeconds: 10,
});
