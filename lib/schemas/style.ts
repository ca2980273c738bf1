import { z } from "zod";

/** A style as the API shows it. */
export const styleSchema = z.object({
  id: z.string().meta({ description: "The value of `style` in a request.", examples: ["cinematic"] }),
  object: z.literal("style"),
  title: z.string(),
  tags: z.array(z.string()),
  look: z.string(),
  mood: z.string(),
  palette: z.array(z.string()).meta({ description: "Four colours, as `#rrggbb`." }),
  phrase: z
    .string()
    .meta({ description: "What is added to a prompt in English; a Chinese prompt gets it in Chinese." }),
  thumbnailUrl: z.string().meta({ description: "A picture in this style (WebP, 240 × 180 pixels)." }),
  zh: z
    .object({ title: z.string(), look: z.string(), mood: z.string(), phrase: z.string() })
    .meta({ description: "Chinese translation." }),
});
export type StyleObject = z.infer<typeof styleSchema>;
