import { z } from "zod";
import { mostCandidates } from "./candidates";

export const candidates = z
  .number()
  .int()
  .min(1)
  .max(mostCandidates)
  .meta({
    description:
      "How many takes to make at once, each with another seed. The last one that succeeds is chosen; the others can be chosen later.",
    examples: [3],
  });

export const goesOn = z.boolean().optional().meta({
  description: "Whether dependent steps are made again at once. Default: false for a completed job, otherwise true.",
});

/** The body of `POST /v1/jobs/{id}/retake`. */
export const retakeRequest = z.strictObject({
  steps: z
    .array(z.string().max(200))
    .min(1, "Name at least one step.")
    .max(100, "At most 100 steps.")
    .refine((steps) => new Set(steps).size === steps.length, "Each step can be named only once.")
    .meta({ description: "The `key` of each step, such as `clip.2`.", examples: [["clip.1", "clip.3"]] }),
  candidates: candidates.optional(),
  continue: goesOn,
});

/** The body of `POST /v1/jobs/{id}/steps/{key}/retake`; the step's service checks its options. */
export const stepRetake = z.looseObject({
  model: z.string().optional().meta({ description: "The service to use. Default: the current one." }),
  provider: z
    .string()
    .optional()
    .meta({ description: "Who makes it: an entry of the step's role, or a list of them." }),
  prompt: z.string().optional(),
  seed: z.int().min(0).optional(),
  candidates: candidates.optional(),
  continue: goesOn,
});

/** The body of `POST /v1/jobs/{id}/steps/{key}/choose`. */
export const takeChoice = z.strictObject({ take: z.int().min(1), continue: goesOn });
