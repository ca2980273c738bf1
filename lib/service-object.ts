import { z } from "zod";

/** A service as the API shows it. */
export const serviceObjectSchema = z.object({
  id: z.string(),
  object: z.literal("service"),
  title: z.string(),
  description: z.string(),
  zh: z.object({ title: z.string(), description: z.string() }).nullable().meta({ description: "The same in Chinese." }),
  status: z.enum(["ok", "down"]).meta({ description: "`down`: it is not set up so that it can be asked." }),
  message: z.string().optional().meta({ description: "Why it is down, and what to do." }),
  queue: z
    .object({ waiting: z.int(), running: z.int() })
    .meta({ description: "Calls of all jobs now: those not asked yet or to be asked again, and those it works on." }),
  lastHour: z
    .object({ succeeded: z.int(), failed: z.int() })
    .meta({ description: "How its calls of the last hour ended; what was used again is not counted." }),
  usualSeconds: z.number().meta({ description: "What a call takes: measured, or what is expected before the first." }),
});
export type ServiceObject = z.infer<typeof serviceObjectSchema>;
