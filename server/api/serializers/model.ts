import { z } from "zod";
import type { AnyWorkflow } from "@/inngest/define-workflow";
import { exampleInput } from "@/inngest/jobs/parse-request";
import { type PlannedPart, planJob } from "@/inngest/jobs/plan";
import { allWorkflows, isService, serviceOf } from "@/inngest/registry";
import { unitProseSchema } from "@/lib/i18n";
import type { Model } from "@/lib/schemas/job";

/** Everything a caller can name as `model`, with the JSON Schema of what it takes. */
export const presentModels = (): Promise<Model[]> => Promise.all(allWorkflows.map(presentModel));

type UnitProse = z.output<typeof unitProseSchema>;

async function presentModel(workflow: AnyWorkflow): Promise<Model> {
  const plan = await planJob(workflow, exampleInput(workflow), (service) => serviceOf(service).typicalSeconds);
  return {
    id: workflow.model,
    object: "model",
    title: workflow.title,
    description: workflow.description,
    kind: isService(workflow.model) ? "service" : "workflow",
    zh: workflow.zh ? withPartsProse(unitProseSchema.parse(workflow.zh), plan.parts) : null,
    input: inputSchema(workflow),
    reviews: plan.reviews,
    steps: plan.calls.map(({ name, service }) => ({ name, service })),
  };
}

const numbered = (name: string) => name.replace(/\d+/g, "{n}");

/** With what the parts of a workflow say of their steps, reviews and errors, below their keys. */
function withPartsProse(own: UnitProse, parts: PlannedPart[]): UnitProse {
  const { steps, reviews, errors } = structuredClone(own);
  for (const { key, workflow } of parts) {
    if (!workflow.zh) continue;
    const inner = unitProseSchema.parse(workflow.zh);
    const numbers = key.match(/\d+/g) ?? [];
    const said = steps[numbered(key)] ?? numbered(key);
    const saidHere = said.replaceAll("{n}", () => numbers.shift() ?? "");
    for (const [name, words] of Object.entries(inner.steps)) steps[`${numbered(key)}: ${name}`] ??= `${said}：${words}`;
    for (const [what, words] of Object.entries(inner.reviews)) reviews[`${key}: ${what}`] ??= `${saidHere}：${words}`;
    for (const [code, words] of Object.entries(inner.errors)) errors[code] ??= words;
  }
  return { ...own, steps, reviews, errors };
}

/** JSON Schema (2020-12) of a workflow's input, as callers give it: what has a default may be left out. */
export const inputSchema = (workflow: AnyWorkflow): Record<string, unknown> =>
  z.toJSONSchema(workflow.input, { io: "input" });
