import { z } from "zod";
import { prompt } from "./roles/fields";
import { type StyleId, styles } from "./styles";

/** A field for a style. The form shows its choices as pictures. */
export const styleOption = z
  .enum(styles.map(({ id }) => id) as [StyleId, ...StyleId[]])
  .optional()
  .meta({
    title: "Style",
    description: "The look, light and colours. Default: only what the prompt says.",
    zh: { title: "风格", description: "画面的样式、光线和色彩。默认只按提示词。" },
    choice: "style",
  });

/** A prompt with room for the words of a style within what roles accept. */
export const promptInStyle = prompt.max(30_000).meta({ ...prompt.meta() });
