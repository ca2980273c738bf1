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
    .meta({ description: "Step titles by the step's `key` without its number, with `{n}` for the number." }),
  reviews: z.record(z.string(), z.string()).default({}).meta({ description: "Titles of the review points, by `key`." }),
  errors: z.record(z.string(), z.string()).default({}).meta({ description: "Error messages by error code." }),
});
/** For a workflow: `steps` and `reviews` have the same keys as the English ones; `errors` has its own codes. */
export type UnitProse = z.input<typeof unitProseSchema>;
