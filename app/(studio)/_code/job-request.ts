import type { GenerateBody } from "@/lib/schemas/generate";
import type { Job } from "@/lib/schemas/job";

/** The request that starts a job like this one: what the caller gave, without what is the server's default. */
export function requestOf(job: Job): GenerateBody {
  return {
    model: job.model,
    ...(job.inputs.length > 0 && {
      input: job.inputs.map(({ id, type, field }) => ({ type, url: `asset:${id}`, ...(field && { field }) })),
    }),
    options: job.options,
    ...(job.review.requested && { review: true }),
    ...(job.priority !== "normal" && { priority: job.priority }),
    ...(job.webhookUrl && { webhookUrl: job.webhookUrl }),
    ...(job.quality === "off" && { quality: job.quality }),
  };
}
