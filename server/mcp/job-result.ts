import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import type { JobRow } from "@/db/jobs";
import type { Job } from "@/lib/schemas/job";
import { presentJob } from "../api/serializers/job";

/** A job in the few words that an agent needs. */
export const summaryOf = (job: Job) => ({
  id: job.id,
  model: job.model,
  status: job.status,
  progress: job.progress.value,
  message: job.progress.message,
  estimatedWaitTime: job.estimatedWaitTime,
  cost: job.cost,
  error: job.error,
  warnings: job.warnings.map(({ message }) => message),
  review: job.review.awaiting,
  result: job.result,
  outputs: job.outputs.map(({ id, type, contentType, duration, url }) => ({
    asset: `asset:${id}`,
    type,
    contentType,
    duration,
    url,
  })),
  steps: job.steps.map(({ key, title, status, outOfDate }) => ({
    key,
    title,
    status,
    ...(outOfDate && { outOfDate }),
  })),
  page: job.urls.web,
});

/** The answer of a tool about one job: its summary, and a link to each result. */
export async function jobResult(row: JobRow): Promise<CallToolResult> {
  const job = await presentJob(row);
  const links = job.outputs.map(({ url, contentType, sizeBytes }, i) => ({
    ...{ type: "resource_link" as const, uri: url, name: `${job.model} result ${i + 1}` },
    ...{ mimeType: contentType, size: sizeBytes },
  }));
  return { content: [textOf(summaryOf(job)), ...links], isError: job.status === "failed" };
}

export const textOf = (value: unknown) => ({ type: "text" as const, text: JSON.stringify(value, null, 1) });
