import { z } from "zod";
import { planJob } from "@/inngest/plan";
import { allWorkflows, isService, serviceOf } from "@/inngest/registry";
import type { AnyWorkflow } from "@/inngest/workflow";
import type { Model } from "@/lib/job";
import { isListField, mediaTypeOf } from "@/lib/media-field";

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
    input: inputSchema(workflow),
    steps: plan.calls.map(({ name, service }) => ({ name, service })),
  };
}

/** JSON Schema (2020-12) of a workflow's input, as callers give it: what has a default may be left out. */
export const inputSchema = (workflow: AnyWorkflow): Record<string, unknown> =>
  z.toJSONSchema(workflow.input, { io: "input" });

/** An input that the recipe can be planned with: placeholders for media and required text. */
export function exampleInput(workflow: AnyWorkflow): Record<string, unknown> {
  const fields = Object.entries(workflow.input.shape) as [string, z.ZodType][];
  const example = fields.flatMap(([field, schema]) => {
    if (mediaTypeOf(schema)) return [[field, isListField(schema) ? ["asset:example"] : "asset:example"]];
    return schema.safeParse(undefined).success ? [] : [[field, "The camera moves closer."]];
  });
  return workflow.input.parse(Object.fromEntries(example));
}
