import { z } from "zod";
import { jobStatuses, stepStatuses } from "./job";

/** How a job went, stage by stage, as the API returns it. Costs are in USD, times in seconds. */

const seconds = z.number().min(0).nullable();

export const reportSchema = z.object({
  object: z.literal("report"),
  job: z.string(),
  model: z.string(),
  status: z.enum(jobStatuses),
  stages: z.array(
    z.object({
      key: z.string().meta({ description: "The step's `key`." }),
      name: z.string().meta({ description: "The step's title." }),
      status: z.enum(stepStatuses),
      seconds: seconds.meta({ description: "From its request to its end; null until then." }),
      waited_seconds: seconds.meta({ description: "The part of `seconds` before the service began to work." }),
      cost: z.number(),
      provider: z.string().nullable().meta({ description: "Who made it, of a role; null of a service." }),
      details: z.string().meta({ description: "What happened, in a sentence." }),
    }),
  ),
  seconds: seconds.meta({ description: "From the request of the job to its end; null until then." }),
  cost: z.number(),
});
export type Report = z.output<typeof reportSchema>;
