import { z } from "zod";
import type { AnyWorkflow } from "@/inngest/define-workflow";
import { exampleInput } from "@/inngest/jobs/parse-request";
import { planJob } from "@/inngest/jobs/plan";
import { allWorkflows, isService, serviceOf } from "@/inngest/registry";
import { reviewTitle, stepTitle } from "@/inngest/step-titles";
import { unitProseSchema } from "@/lib/i18n";
import type { Model } from "@/lib/schemas/job";
import { titleOf } from "@/lib/step-key";

/** Everything a caller can name as `model`, with the JSON Schema of what it takes. */
export const presentModels = (): Promise<Model[]> => Promise.all(allWorkflows.map(presentModel));

async function presentModel(workflow: AnyWorkflow): Promise<Model> {
  const plan = await planJob(workflow, exampleInput(workflow), (service) => serviceOf(service).typicalSeconds);
  return {
    id: workflow.model,
    object: "model",
    title: workflow.title,
    description: workflow.description,
    kind: isService(workflow.model) ? "service" : "workflow",
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

/** JSON Schema (2020-12) of a workflow's input, as callers give it: what has a default may be left out. */
export const inputSchema = (workflow: AnyWorkflow): Record<string, unknown> =>
  z.toJSONSchema(workflow.input, { io: "input" });
