import { z } from "zod";
import { jobErrorSchema, jobStatuses, jobWarningSchema, stepStatuses } from "./job";
import { reportSchema } from "./report";

/** The `manifest.json` of a job's archive: how each file was made. */

const time = z.iso.datetime();
const file = z.object({
  file: z.string().nullable().meta({ description: "File name in the archive; null if the file has been deleted." }),
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
  options: z.record(z.string(), z.unknown()).meta({ description: "The options as submitted." }),
  metadata: z.record(z.string(), z.unknown()).nullable(),
  error: jobErrorSchema.nullable(),
  warnings: z.array(jobWarningSchema).meta({ description: "What the check found in the result." }),
  createdAt: time,
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
  cost: z.object({ amount: z.number(), currency: z.string() }),
  inputs: z.array(file),
  outputs: z.array(file),
  report: reportSchema.meta({ description: "How the job went; the archive has it as `report.md` too." }),
  documents: z.record(z.string(), z.record(z.string(), z.unknown())).meta({
    description:
      "The style, the script and the storyboard of a film, by their names; the archive has them as text too.",
  }),
  steps: z.array(
    z.object({
      key: z.string(),
      title: z.string(),
      generation: z.number().int().meta({ description: "How many times the step has been made again." }),
      take: z.number().int().meta({ description: "The number of the take that this call belongs to." }),
      chosen: z.boolean().meta({ description: "Whether the job uses this take." }),
      service: z.string().meta({ description: "The service or role." }),
      provider: z
        .string()
        .nullable()
        .meta({ description: "Who made it, of a role: as `fal:wan-2.5`; null of a service." }),
      version: z.string().meta({ description: "The service version in the current configuration." }),
      status: z.enum(stepStatuses),
      byHand: z.boolean().meta({ description: "Whether a person gave this result." }),
      rejected: z.string().nullable().meta({ description: "Why the workflow did not accept this result." }),
      prompt: z.string().nullable(),
      seed: z.number().nullable(),
      input: z.record(z.string(), z.unknown()).meta({ description: "The request; files are written as `asset:<id>`." }),
      requestHash: z
        .string()
        .meta({ description: "SHA-256 of service, version and input, with files replaced by their SHA-256." }),
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
