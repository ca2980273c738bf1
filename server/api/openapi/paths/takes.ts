import { z } from "zod";
import { candidates } from "@/lib/schemas/retake";
import { dryRun, jobId, json, ofJob, quoted, ref, refusals, stepKey } from "../operation";

const body = (schema: unknown) => ({ required: true, content: { "application/json": { schema } } });
const queued = { "202": json("Job", "The job, queued."), ...quoted };
const faults = refusals(
  ...(["invalid_request", "invalid_json", "conflict", "payload_too_large", "unsupported_media_type"] as const),
  ...(["budget_exceeded", "rate_limited", "too_many_jobs"] as const),
);

const goesOn = {
  type: "boolean",
  description: "Whether dependent steps are made again at once. Default: false for a completed job, otherwise true.",
};

/** Retakes a step, chooses among its takes, and continues a job after a review. */
export const takes = {
  "/v1/jobs/{id}/steps/{key}/retake": {
    post: {
      ...ofJob("retakeStep", "Retake a step; dependent steps are out of date until the job is continued", {
        ...queued,
        ...faults,
      }),
      description:
        "You can change any option of the step's service, usually `prompt` or `seed`; an empty object uses a new seed. " +
        "`model` selects another service with the same media inputs and outputs; the error for any other service lists the possible ones. " +
        "`provider` names who makes the step, as `fal:wan-2.5`, or a list in the order to try. " +
        "A new prompt for a keyframe also applies to its clip, unless the clip has its own prompt. " +
        "Available once the job has ended or is waiting for a review. The current result stays until the new one is ready. " +
        'In a completed job, only this step is made: dependent steps become `outOfDate`, with their price, until `POST /v1/jobs/{id}/continue`; `"continue": true` makes them at once. Any other job continues to its next review or its result.',
      parameters: [jobId, stepKey, dryRun],
      requestBody: body({
        type: "object",
        properties: {
          model: { type: "string", description: "The service to use. Default: the current one." },
          provider: { type: "string", description: "Who makes it: an entry of the step's role, or a list of them." },
          prompt: { type: "string" },
          seed: { type: "integer", minimum: 0 },
          candidates: z.toJSONSchema(candidates, { io: "input" }),
          continue: goesOn,
        },
        additionalProperties: true,
        examples: [
          { prompt: "The same meadow from above, at dusk.", seed: 7 },
          { provider: "fal:wan-2.5, pod:wan-i2v" },
          { model: "wan-talk", audio_prompt: "Listen to the wind." },
          { prompt: "The same meadow from above.", candidates: 3 },
          { continue: true },
          {},
        ],
      }),
    },
  },
  "/v1/jobs/{id}/retake": {
    post: {
      ...ofJob("retakeSteps", "Retake several steps in one run, with one price", { ...queued, ...faults }),
      description:
        "Each step gets a new take with a new seed, as `POST …/steps/{key}/retake` with an empty object makes one. Their price is reserved together; if one step cannot be retaken, nothing starts.",
      parameters: [jobId, dryRun],
      requestBody: body(ref("Retake")),
    },
  },
  "/v1/jobs/{id}/steps/{key}/choose": {
    post: {
      ...ofJob("chooseTake", "Choose a finished take of a step, together with the takes it was made from", {
        ...queued,
        ...faults,
      }),
      parameters: [jobId, stepKey, dryRun],
      requestBody: body({
        type: "object",
        required: ["take"],
        properties: { take: { type: "integer", minimum: 1 }, continue: goesOn },
        additionalProperties: false,
        examples: [{ take: 1 }],
      }),
    },
  },
  "/v1/jobs/{id}/steps/{key}/edit": {
    post: {
      ...ofJob("editStep", "Give a step a result of your own in place of its service's", { ...queued, ...faults }),
      description:
        "Adds a take at no cost and chooses it. `output` has the fields of the service's output, for example `text` of a written step. Give files as `asset:<id>` of an upload; a list of files that you leave out gets the single file. " +
        'The job must have ended or be waiting for a review. In a completed job the dependent steps are `outOfDate`, with their price, until `POST /v1/jobs/{id}/continue`; with `"continue": true` they are made at once. Any other job continues to its result, or to its review.',
      parameters: [jobId, stepKey, dryRun],
      requestBody: body({
        type: "object",
        required: ["output"],
        properties: { output: { type: "object", additionalProperties: true }, continue: goesOn },
        additionalProperties: false,
        examples: [
          { output: { text: "Next Scene: A lake at dawn.\n\nNext Scene: A boat crosses it." } },
          { output: { image: "asset:0198c9f2-7a51-7c3e-9b42-6f1d2e8a4c10" }, continue: true },
        ],
      }),
    },
  },
  "/v1/jobs/{id}/continue": {
    post: {
      ...ofJob("continueJob", "Make all out-of-date steps again", {
        ...queued,
        ...refusals("invalid_request", "conflict", "budget_exceeded", "rate_limited", "too_many_jobs"),
      }),
      parameters: [jobId, dryRun],
    },
  },
  "/v1/jobs/{id}/approve": {
    post: ofJob("approveJob", "Approve a job that is waiting for a review; safe to repeat", {
      "202": json("Job", "The job, continuing."),
      ...refusals("conflict", "budget_exceeded", "too_many_jobs"),
    }),
  },
};
