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
    .meta({ description: "Step titles by the step's `key` without its number, with `{n}` for the number." }),
  reviews: z.record(z.string(), z.string()).default({}).meta({ description: "Titles of the review points, by `key`." }),
  errors: z.record(z.string(), z.string()).default({}).meta({ description: "Error messages by error code." }),
});
/** Of a workflow: `steps` and `reviews` have the same keys as its English ones; `errors` has its own codes. */
export type UnitProse = z.input<typeof unitProseSchema>;
