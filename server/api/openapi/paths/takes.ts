import { dryRun, jobId, json, ofJob, quoted, refusals, stepName } from "../operation";

const body = (schema: unknown) => ({ required: true, content: { "application/json": { schema } } });
const queued = { "202": json("Job", "The job, queued again."), ...quoted };
const faults = refusals(
  ...(["invalid_request", "invalid_json", "conflict", "payload_too_large", "unsupported_media_type"] as const),
  ...(["budget_exceeded", "rate_limited", "too_many_jobs"] as const),
);

const goesOn = {
  type: "boolean",
  description: "Whether what follows from it is made at once. When left out: not of a completed job.",
};

/** Make one shot once more, choose among its takes, and let a job go on that waits for a review. */
export const takes = {
  "/v1/jobs/{id}/steps/{name}/retake": {
    post: {
      ...ofJob("retakeStep", "Make a step once more; what follows from it is out of date until the job is continued", {
        ...queued,
        ...faults,
      }),
      description:
        "Any option of the step's service may be changed, most often `prompt` and `seed`; an empty object takes another seed. " +
        "`model` has another service make it: one that takes the same media and gives the same; the refusal of another names them. " +
        "A prompt given to a keyframe is its clip's prompt as well, unless that has one of its own. " +
        "Possible once the job has ended or waits for a review. The result so far stays until the new one is there. " +
        'Of a completed job only this step is made: what follows from it is `outOfDate`, with its price, until `POST /v1/jobs/{id}/continue`; with `"continue": true` it is made at once. Any other job goes on to its result, or to its review.',
      parameters: [jobId, stepName, dryRun],
      requestBody: body({
        type: "object",
        properties: {
          model: { type: "string", description: "The service that makes it; who made it before when left out." },
          prompt: { type: "string" },
          seed: { type: "integer", minimum: 0 },
          continue: goesOn,
        },
        additionalProperties: true,
        examples: [
          { prompt: "The same meadow from above, at dusk.", seed: 7 },
          { model: "wan-talk", audio_prompt: "Listen to the wind." },
          { continue: true },
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
        properties: { take: { type: "integer", minimum: 1 }, continue: goesOn },
        additionalProperties: false,
        examples: [{ take: 1 }],
      }),
    },
  },
  "/v1/jobs/{id}/continue": {
    post: {
      ...ofJob("continueJob", "Make what is out of date since a step was re-taken or chosen", {
        ...queued,
        ...refusals("invalid_request", "conflict", "budget_exceeded", "rate_limited", "too_many_jobs"),
      }),
      parameters: [jobId, dryRun],
    },
  },
  "/v1/jobs/{id}/approve": {
    post: ofJob("approveJob", "Let a job go on that waits for a review; repeating it changes nothing", {
      "202": json("Job", "The job, going on."),
      ...refusals("conflict", "budget_exceeded", "too_many_jobs"),
    }),
  },
};
