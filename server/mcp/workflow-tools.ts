import { z } from "zod";
import type { AnyWorkflow } from "@/inngest/define-workflow";
import { quoteJob, submitJob } from "@/inngest/jobs/submit";
import { allWorkflows, isService } from "@/inngest/registry";
import { isListField, mediaOf } from "@/lib/media/field";
import { readBody } from "@/lib/schemas/validation";
import { limitRate } from "../api/rate-limit";
import { followJob } from "./follow-job";
import { jobResult, textOf } from "./job-result";
import type { Tool } from "./tool";

const longestWait = 3600;
/** Seconds. Without progress notifications many clients give up after a minute. */
const waitOf = { reporting: 900, silent: 45 };

/** What every workflow's tool takes beside the input of the workflow. */
const more = z.object({
  maxCost: z.number().min(0).optional().meta({
    description: "Most that the job may cost, in USD. A dearer one is refused and starts nothing.",
  }),
  dryRun: z.boolean().default(false).meta({ description: "Only check the request and return its plan and price." }),
  review: z.boolean().default(false).meta({ description: "Pause for a person's review in the studio." }),
  idempotencyKey: z.string().min(1).max(255).optional().meta({
    description:
      "A name of your own for this job. Repeat it when you retry: the job is not started, and not paid, twice.",
  }),
  waitSeconds: z.number().int().min(0).max(longestWait).optional().meta({
    description:
      "How long to wait for the result. When it is not ready then, the job continues: call get_job with its id.",
  }),
});

const fileHelp =
  "An https URL, `asset:<id>` of an upload (POST /v1/uploads) or of an earlier result, or a small data: URL.";

function workflowTool(workflow: AnyWorkflow): Tool {
  const { model, title, description } = workflow;
  return {
    name: model,
    title,
    description: `${description} Takes minutes and may cost money; dryRun tells the price.`,
    inputSchema: schemaOf(workflow),
    async run(args, context) {
      const own = Object.fromEntries(Object.entries(args).filter(([name]) => name in more.shape));
      const { dryRun, idempotencyKey, waitSeconds, ...given } = readBody(more, own);
      const body = { model, ...given, ...requestOf(workflow, args) };
      await limitRate(context.key, dryRun ? "quote" : "create");
      if (dryRun) return { content: [textOf(await quoteJob(body, context.key))] };
      const { job } = await submitJob(body, context.key, idempotencyKey);
      const seconds = waitSeconds ?? (context.report ? waitOf.reporting : waitOf.silent);
      return jobResult(await followJob(job.id, seconds, context));
    },
  };
}

/** The arguments as a request of the API: files in `input`, all else in `options`. */
function requestOf({ input }: AnyWorkflow, args: Record<string, unknown>) {
  const files: { type: string; url: unknown; field: string }[] = [];
  const options: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(args)) {
    if (field in more.shape) continue;
    const schema = Object.hasOwn(input.shape, field) ? (input.shape[field] as z.ZodType) : undefined;
    const spec = schema && mediaOf(schema);
    if (spec) files.push(...[value].flat().map((url) => ({ type: spec.type, url, field })));
    else options[field] = value;
  }
  return { input: files, options };
}

/** JSON Schema of a tool, without the words for forms, which an agent does not need. */
function schemaOf(workflow: AnyWorkflow): Tool["inputSchema"] {
  const plain = (schema: z.ZodObject) =>
    z.toJSONSchema(schema, { io: "input", override: ({ jsonSchema }) => void dropExtensions(jsonSchema) });
  const { properties, required = [] } = plain(workflow.input);
  const named = Object.entries({ ...properties, ...plain(more).properties });
  const described = named.map(([name, property]) => {
    const schema = Object.hasOwn(workflow.input.shape, name) ? (workflow.input.shape[name] as z.ZodType) : undefined;
    if (typeof property !== "object" || !schema || !mediaOf(schema)) return [name, property];
    const help = isListField(schema) ? `Each: ${fileHelp}` : fileHelp;
    return [name, { ...property, description: [property.description, help].filter(Boolean).join(" ") }];
  });
  return { type: "object", properties: Object.fromEntries(described), required };
}

const known = new Set(
  "$defs $ref additionalItems additionalProperties allOf anyOf const default description enum examples exclusiveMaximum exclusiveMinimum format items maxItems maxLength maximum minItems minLength minimum multipleOf not oneOf pattern prefixItems properties propertyNames required title type uniqueItems".split(
    " ",
  ),
);

function dropExtensions(schema: Record<string, unknown>): void {
  for (const name of Object.keys(schema)) if (!known.has(name)) delete schema[name];
}

/** One tool per workflow: its input by field, files as addresses. */
export const workflowTools: Tool[] = allWorkflows.filter(({ model }) => !isService(model)).map(workflowTool);
