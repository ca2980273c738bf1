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
    .meta({ description: "Step titles by step name, with `{n}` for each number in the name." }),
  reviews: z
    .record(z.string(), z.string())
    .default({})
    .meta({ description: "Titles of the review points, by review point." }),
  errors: z.record(z.string(), z.string()).default({}).meta({ description: "Error messages by error code." }),
});
/** Of a workflow: `steps` by the names of its calls, as `"scene {n}: clip": "场景 {n}：镜头"`; `errors` by its own codes. */
export type UnitProse = z.input<typeof unitProseSchema>;
