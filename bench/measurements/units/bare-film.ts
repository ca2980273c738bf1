import { z } from "zod";
import { defineWorkflow } from "@/inngest/define-workflow";
import { bareMaker, bareWriter } from "./bare-services";

/** The shape of `next-scene` without media: eight calls in four stages, with three independent chains. */
export const bareFilm = defineWorkflow({
  model: "bare-film",
  title: "Bare film",
  description: "A film without pictures.",
  steps: {
    scenes: "Write the scenes",
    keyframe: "Scene {n}: keyframe",
    clip: "Scene {n}: clip",
    film: "Join the film",
  },
  input: z.strictObject({ prompt: z.string() }),
  async run({ input, call }) {
    const story = await call("scenes", bareWriter, { text: input.prompt });
    const clips = await Promise.all(
      [1, 2, 3].map(async (scene) => {
        const keyframe = await call(["keyframe", scene], bareMaker, { text: story.text });
        const clip = await call(["clip", scene], bareMaker, { text: keyframe.text });
        return clip.text;
      }),
    );
    return call("film", bareMaker, { text: clips.join(" ") });
  },
});
