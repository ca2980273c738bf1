import { z } from "zod";

/**
 * What a unit says in another language than English. It stands beside the English: a field's in its `.meta({ title, zh })`, a
 * unit's in its `zh`. The registry's test asks for all of it, so that the studio is whole in every language.
 */
export type Prose = { title: string; description?: string };

export const unitProseSchema = z.object({
  title: z.string(),
  description: z.string(),
  steps: z
    .record(z.string(), z.string())
    .default({})
    .meta({ description: "By the name of the step, with `{n}` for each number in it." }),
  reviews: z.record(z.string(), z.string()).default({}).meta({ description: "By what there is to look at." }),
  errors: z.record(z.string(), z.string()).default({}).meta({ description: "By the code." }),
});
/** Of a workflow: `steps` by the names of its calls, as `"scene {n}: clip": "场景 {n}：镜头"`; `errors` by its own codes. */
export type UnitProse = z.input<typeof unitProseSchema>;
