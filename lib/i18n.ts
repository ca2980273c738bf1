import { z } from "zod";

/**
 * The texts of a service or workflow in other languages than English. A field's are in its `.meta({ title, zh })`, a
 * unit's in its `zh`. A test of the registry requires all of them, so that the studio is complete in every language.
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
/**
 * For a workflow: `steps` by the titles of its calls, such as `"scene {n}: clip": "场景 {n}：镜头"`; `errors` by its own
 * codes.
 */
export type UnitProse = z.input<typeof unitProseSchema>;
