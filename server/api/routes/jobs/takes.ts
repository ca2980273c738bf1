import { z } from "zod";
import { resolveStep as resolve, resolveRequest } from "@/inngest/calls/resolve-unconfirmed";
import { editStep as edit, quoteEdit, stepEdit } from "@/inngest/jobs/edit";
import { chooseTake as choose, quoteChoice, quoteRetake, retakeStep as retake } from "@/inngest/jobs/retake";
import { quoteRetakes, retakeSteps as retakeAll } from "@/inngest/jobs/retake-several";
import { jobSchema } from "@/lib/schemas/job";
import { retakeRequest, stepRetake, takeChoice } from "@/lib/schemas/retake";
import { continueQuery, quoted, startErrors, submitOrQuote } from "../../dry-run";
import { ownJob } from "../../own-job";
import { defineRoute } from "../../route";
import { presentJob } from "../../serializers/job";

/** Retakes a step, chooses among its takes, and resolves what is unknown about it. */

const params = { key: z.string().meta({ description: "The step's `key`.", examples: ["keyframe.2"] }) };
const responses = { 200: quoted, 202: [jobSchema, "The job, queued."] } as const;
/** What all of them have in common. */
const ofJob = { method: "POST", access: "key", tag: "jobs" } as const;

export const retakeStep = defineRoute({
  ...ofJob,
  path: "/v1/jobs/{id}/steps/{key}/retake",
  limit: submitOrQuote,
  operationId: "retakeStep",
  summary: "Retake a step; dependent steps are out of date until the job is continued",
  zh: "重拍一个步骤；依赖它的步骤在继续任务之前标为过期",
  description:
    "You can change any option of the step's service, usually `prompt` or `seed`; an empty object uses a new seed. " +
    "`model` selects another service with the same media inputs and outputs; the error for any other service lists the possible ones. " +
    "`provider` names who makes the step, as `fal:wan-2.5`, or a list in the order to try. " +
    "A new prompt for a keyframe also applies to its clip, unless the clip has its own prompt. " +
    "Available once the job has ended or is waiting for a review. The current result stays until the new one is ready. " +
    'In a completed job, only this step is made: dependent steps become `outOfDate`, with their price, until `POST /v1/jobs/{id}/continue`; `"continue": true` makes them at once. Any other job continues to its next review or its result.',
  params,
  query: continueQuery,
  body: { json: stepRetake },
  examples: [
    { prompt: "The same meadow from above, at dusk.", seed: 7 },
    { provider: "fal:wan-2.5, pod:wan-i2v" },
    { model: "wan-talk", audio_prompt: "Listen to the wind." },
    { prompt: "The same meadow from above.", candidates: 3 },
    { continue: true },
    {},
  ],
  responses,
  errors: startErrors,
  resource: ownJob,
  handler: async ({ query, resource, params, body, key }) =>
    query.dry_run
      ? [200, await quoteRetake(resource, params.key, body)]
      : [202, await presentJob(await retake(resource, params.key, body, key))],
});

export const retakeSteps = defineRoute({
  ...ofJob,
  path: "/v1/jobs/{id}/retake",
  limit: submitOrQuote,
  operationId: "retakeSteps",
  summary: "Retake several steps in one run, with one price",
  zh: "一次重拍多个步骤，统一报价",
  description:
    "Each step gets a new take with a new seed, as `POST …/steps/{key}/retake` with an empty object makes one. Their price is reserved together; if one step cannot be retaken, nothing starts.",
  query: continueQuery,
  body: retakeRequest,
  examples: [{ steps: ["clip.1", "clip.3"] }],
  responses,
  errors: startErrors,
  resource: ownJob,
  handler: async ({ query, resource, body, key }) =>
    query.dry_run
      ? [200, await quoteRetakes(resource, body)]
      : [202, await presentJob(await retakeAll(resource, body, key))],
});

export const chooseTake = defineRoute({
  ...ofJob,
  path: "/v1/jobs/{id}/steps/{key}/choose",
  limit: submitOrQuote,
  operationId: "chooseTake",
  summary: "Choose a finished take of a step, together with the takes it was made from",
  zh: "选用步骤的一个已完成版本，连同制作它所用的版本",
  params,
  query: continueQuery,
  body: takeChoice,
  examples: [{ take: 1 }],
  responses,
  errors: startErrors,
  resource: ownJob,
  handler: async ({ query, resource, params, body, key }) =>
    query.dry_run
      ? [200, await quoteChoice(resource, params.key, body)]
      : [202, await presentJob(await choose(resource, params.key, body, key))],
});

export const editStep = defineRoute({
  ...ofJob,
  path: "/v1/jobs/{id}/steps/{key}/edit",
  limit: submitOrQuote,
  operationId: "editStep",
  summary: "Give a step a result of your own in place of its service's",
  zh: "用你自己的结果代替服务的结果",
  description:
    "Adds a take at no cost and chooses it. `output` has the fields of the service's output, for example `text` of a written step. Give files as `asset:<id>` of an upload; a list of files that you leave out gets the single file. " +
    'The job must have ended or be waiting for a review. In a completed job the dependent steps are `outOfDate`, with their price, until `POST /v1/jobs/{id}/continue`; with `"continue": true` they are made at once. Any other job continues to its result, or to its review.',
  params,
  query: continueQuery,
  body: stepEdit,
  examples: [
    { output: { text: "Next Scene: A lake at dawn.\n\nNext Scene: A boat crosses it." } },
    { output: { image: "asset:0198c9f2-7a51-7c3e-9b42-6f1d2e8a4c10" }, continue: true },
  ],
  responses,
  errors: startErrors,
  resource: ownJob,
  handler: async ({ query, resource, params, body, key }) =>
    query.dry_run
      ? [200, await quoteEdit(resource, params.key, body)]
      : [202, await presentJob(await edit(resource, params.key, body, key))],
});

export const resolveStep = defineRoute({
  ...ofJob,
  path: "/v1/jobs/{id}/steps/{key}/resolve",
  operationId: "resolveStep",
  summary: "Resolve a step when it is unknown whether the service accepted it",
  zh: "在不确定服务是否已接受时，决定步骤如何继续",
  params,
  body: resolveRequest,
  examples: [{ action: "check_again" }],
  responses: { 200: [jobSchema, "The job. After `check_again`, the step's `message` says what was found."] },
  errors: ["conflict", "budget_exceeded"],
  resource: ownJob,
  handler: async (visit) => {
    await resolve(visit.resource, visit.params.key, visit.body);
    return [200, await presentJob(await ownJob(visit))];
  },
});
