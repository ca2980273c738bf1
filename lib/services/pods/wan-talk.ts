import { media } from "@/lib/media/field";
import { definePod, promptOption, seedOption, sizeOptions } from "./pod";

/** Lets a picture speak. Source: the pods' contract. */
export const wanTalk = definePod({
  id: "wan-talk",
  title: "Let a picture speak",
  description: "A video model lets the person in a picture say your text, as long as the speech takes.",
  zh: { title: "让图片说话", description: "视频模型让图中的人说出你的文字，话有多长就有多长。" },
  media: {
    image: media("image", {
      title: "Picture",
      description: "Who speaks.",
      zh: { title: "图片", description: "由谁来说。" },
    }),
  },
  options: {
    prompt: promptOption("Prompt", "How they speak and how the camera moves.", {
      title: "提示词",
      description: "怎么说，镜头怎么动。",
    }),
    audio_prompt: promptOption("What is said", "The words to speak.", { title: "台词", description: "要说的话。" }),
    ...sizeOptions,
    seed: seedOption,
  },
  output: "video",
  typicalSeconds: 10,
});
