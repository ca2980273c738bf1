import { z } from "zod";

/** A service as the API shows it. */
export const serviceObjectSchema = z.object({
  id: z.string(),
  object: z.literal("service"),
  title: z.string(),
  description: z.string(),
  zh: z.object({ title: z.string(), description: z.string() }).nullable().meta({ description: "The same in Chinese." }),
  status: z.enum(["ok", "failing", "down"]).meta({
    description:
      "`failing`: the last exchange with it went wrong: it was not reached, refused, or fell silent. `down`: it is not set up so that it can be asked.",
  }),
  message: z.string().optional().meta({
    description: "Why it is down, and what to do; to keys of the role admin also how it fails, in its own words.",
  }),
  lastAnsweredAt: z.iso.datetime().nullable().meta({ description: "null: it was not asked yet, or never answered." }),
  queue: z
    .object({ waiting: z.int(), running: z.int() })
    .meta({ description: "Calls of all jobs now: those not asked yet or to be asked again, and those it works on." }),
  lastHour: z
    .object({ succeeded: z.int(), failed: z.int() })
    .meta({ description: "How its calls of the last hour ended; what was used again is not counted." }),
  usualSeconds: z.number().meta({ description: "What a call takes: measured, or what is expected before the first." }),
});
export type ServiceObject = z.infer<typeof serviceObjectSchema>;
