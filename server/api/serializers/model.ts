import { z } from "zod";
import { checkKey } from "@/inngest/check-result";
import type { AnyWorkflow } from "@/inngest/define-workflow";
import { exampleInput } from "@/inngest/jobs/parse-request";
import { type Plan, planJob } from "@/inngest/jobs/plan";
import { allServices, allWorkflows, findWorkflow, isService, serviceOf } from "@/inngest/registry";
import { reviewTitle, stepTitle } from "@/inngest/step-titles";
import { unitProseSchema } from "@/lib/i18n";
import { mediaTypeOf } from "@/lib/media/field";
import type { Model } from "@/lib/schemas/job";
import { titleOf } from "@/lib/step-key";

/** Every workflow that a caller can name as `model`, with the JSON Schema of its input. */
export const presentModels = (): Promise<Model[]> => Promise.all(allWorkflows.map(presentModel));

export type ServiceTitle = { id: string; title: string; zh: string | null };

/** The services that only workflows call. */
export const otherServices = (): ServiceTitle[] =>
  allServices.filter(({ id }) => !findWorkflow(id)).map(({ id, title, zh }) => ({ id, title, zh: zh?.title ?? null }));

async function presentModel(workflow: AnyWorkflow): Promise<Model> {
  const plan = await planJob(workflow, exampleInput(workflow), (service) => serviceOf(service).typicalSeconds);
  return {
    id: workflow.model,
    object: "model",
    title: workflow.title,
    description: workflow.description,
    kind: isService(workflow.model) ? "service" : "workflow",
    compare: workflow.compare ?? null,
    cut: workflow.cut?.film ?? null,
    scenes: workflow.scenes ?? null,
    group: groupOf(workflow, plan),
    zh: workflow.zh ? unitProseSchema.parse(workflow.zh) : null,
    input: inputSchema(workflow),
    reviews: plan.reviews.map((key) => ({
      key,
      title: reviewTitle(workflow.model, key),
      zh: workflow.zh?.reviews ? titleOf(workflow.zh.reviews, key) : null,
    })),
    steps: plan.calls
      .filter(({ ifNeeded }) => !ifNeeded)
      .map(({ key, service }) => ({
        key,
        title: stepTitle(workflow.model, key),
        zh: workflow.zh?.steps ? titleOf(workflow.zh.steps, key) : null,
        service,
      })),
    stepTitles: workflow.steps,
  };
}

/** JSON Schema (2020-12) of a workflow's input as callers send it: fields with a default are optional. */
export const inputSchema = (workflow: AnyWorkflow): Record<string, unknown> =>
  z.toJSONSchema(workflow.input, { io: "input" });

/** What a model makes: read from the service that makes its result, the last one of an example job. */
function groupOf({ model, input }: AnyWorkflow, { calls }: Plan): Model["group"] {
  const own = calls.filter(({ key }) => key !== checkKey);
  const last = serviceOf(own.at(-1)?.service ?? model);
  const output: z.ZodObject = last.output;
  const made = Object.values(output.shape).map(mediaTypeOf);
  if (isService(model)) {
    const given: z.ZodObject = input;
    const needsVideo = Object.values(given.shape).some((field) => mediaTypeOf(field) === "video");
    if (last.kind === "local" || needsVideo) return "tools";
  }
  if (made.includes("video")) return !isService(model) && own.length > 1 ? "films" : "clips";
  return made.includes("image") ? "pictures" : "sound_and_text";
}
