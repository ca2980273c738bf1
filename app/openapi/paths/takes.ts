import { dryRun, jobId, json, ofJob, quoted, refusals, stepName } from "../part";

const body = (schema: unknown) => ({ required: true, content: { "application/json": { schema } } });
const queued = { "202": json("Job", "The job, queued again."), ...quoted };
const faults = refusals(
  ...(["invalid_request", "invalid_json", "conflict", "payload_too_large", "unsupported_media_type"] as const),
  ...(["budget_exceeded", "rate_limited", "too_many_jobs"] as const),
);

/** Make one shot once more, choose among its takes, and let a job go on that waits for a review. */
export const takes = {
  "/v1/jobs/{id}/steps/{name}/retake": {
    post: {
      ...ofJob("retakeStep", "Make a step once more: it and what follows from it run again, the rest stands", {
        ...queued,
        ...faults,
      }),
      description:
        "Any option of the step's service may be changed, most often `prompt` and `seed`; an empty object takes another seed. " +
        "`model` has another service make it: one that takes the same media and gives the same; the refusal of another names them. " +
        "Possible once the job has ended or waits for a review. The result so far stays until the new one is there.",
      parameters: [jobId, stepName, dryRun],
      requestBody: body({
        type: "object",
        properties: {
          model: { type: "string", description: "The service that makes it; who made it before when left out." },
          prompt: { type: "string" },
          seed: { type: "integer", minimum: 0 },
        },
        additionalProperties: true,
        examples: [
          { prompt: "The same meadow from above, at dusk.", seed: 7 },
          { model: "wan-talk", audio_prompt: "Listen to the wind." },
          {},
        ],
      }),
    },
  },
  "/v1/jobs/{id}/steps/{name}/choose": {
    post: {
      ...ofJob("chooseTake", "Choose a finished take of a step, and of the steps it was made of", {
        ...queued,
        ...faults,
      }),
      parameters: [jobId, stepName, dryRun],
      requestBody: body({
        type: "object",
        required: ["take"],
        properties: { take: { type: "integer", minimum: 1 } },
        additionalProperties: false,
        examples: [{ take: 1 }],
      }),
    },
  },
  "/v1/jobs/{id}/approve": {
    post: ofJob("approveJob", "Let a job go on that waits for a review; repeating it changes nothing", {
      "202": json("Job", "The job, going on."),
      ...refusals("conflict"),
    }),
  },
};
