import { z } from "zod";

/** A service as the API shows it. */
export const serviceObjectSchema = z.object({
  id: z.string(),
  object: z.literal("service"),
  title: z.string(),
  description: z.string(),
  zh: z.object({ title: z.string(), description: z.string() }).nullable().meta({ description: "Chinese translation." }),
  status: z.enum(["ok", "failing", "down"]).meta({
    description:
      "`failing`: the last request failed: the service was unreachable, rejected the request or never responded. `down`: the service is not configured.",
  }),
  message: z.string().optional().meta({
    description: "Why the service is down and what to do. For admin keys, also the service's own error message.",
  }),
  lastAnsweredAt: z.iso.datetime().nullable().meta({ description: "Null if the service has never responded." }),
  queue: z.object({ waiting: z.int(), running: z.int() }).meta({
    description: "Current calls of all jobs: `waiting` to be submitted or retried, and `running` at the service.",
  }),
  lastHour: z
    .object({ succeeded: z.int(), failed: z.int() })
    .meta({ description: "Outcome of the calls in the last hour; cached results are not counted." }),
  usualSeconds: z
    .number()
    .meta({ description: "Typical duration of a call in seconds: measured, or estimated before the first call." }),
});
export type ServiceObject = z.infer<typeof serviceObjectSchema>;
