import { z } from "zod";
import { jobErrorSchema, jobStatuses, stepStatuses } from "./job";

/** The `manifest.json` of a job's archive: how each of its files came to be. */

const time = z.iso.datetime();
const file = z.object({
  file: z.string().nullable().meta({ description: "Its name in the archive; null when it was removed since." }),
  sha256: z.string().nullable(),
});

export const manifestSchema = z.object({
  format: z.literal("nextscene-manifest-1"),
  job: z.string(),
  address: z.string(),
  model: z.string(),
  status: z.enum(jobStatuses),
  prompt: z.string().nullable(),
  seed: z.number().nullable(),
  options: z.record(z.string(), z.unknown()).meta({ description: "As the caller wrote them." }),
  metadata: z.record(z.string(), z.unknown()).nullable(),
  error: jobErrorSchema.nullable(),
  createdAt: time,
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
  cost: z.object({ amount: z.number(), currency: z.string() }),
  inputs: z.array(file),
  outputs: z.array(file),
  steps: z.array(
    z.object({
      name: z.string(),
      generation: z.number().int().meta({ description: "Counts how often the step was made again." }),
      take: z.number().int().meta({ description: "Which of the step's takes it is, or was a try of." }),
      chosen: z.boolean().meta({ description: "Whether the job goes on with this take." }),
      service: z.string(),
      version: z.string().meta({ description: "The service's version as configured now." }),
      status: z.enum(stepStatuses),
      prompt: z.string().nullable(),
      seed: z.number().nullable(),
      input: z.record(z.string(), z.unknown()).meta({ description: "What was asked, files as `asset:<id>`." }),
      requestHash: z.string().meta({ description: "sha256 of service, version and input, files by their sha256." }),
      inputs: z.array(file),
      outputs: z.array(file),
      text: z.string().nullable(),
      attempts: z.number().int(),
      cost: z.number(),
      createdAt: time,
      submittedAt: time.nullable(),
      finishedAt: time.nullable(),
      error: z.object({ code: z.string(), message: z.string(), retryable: z.boolean() }).nullable(),
    }),
  ),
  files: z.array(
    z.object({
      name: z.string(),
      id: z.string(),
      sha256: z.string(),
      sizeBytes: z.number().int(),
      contentType: z.string(),
    }),
  ),
});
export type Manifest = z.infer<typeof manifestSchema>;
