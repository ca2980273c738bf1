import { z } from "zod";
import { type FieldError, Problem } from "@/lib/errors";
import { mediaTypes, priorities } from "@/lib/job";
import { isListField, mediaTypeOf } from "@/lib/media-field";
import { fieldErrors, pointer, readBody, refuse } from "@/lib/refuse";
import type { GivenMedia } from "./intake";
import { allWorkflows, findWorkflow } from "./registry";
import type { AnyWorkflow } from "./workflow";

const mostMetadata = 16 * 1024;

/** The body of `POST /v1/generate`: the pods' own, with a few additions. */
export const generateRequest = z.strictObject({
  model: z.string().meta({ description: "A workflow or a service by itself: see `GET /v1/models`." }),
  input: z
    .array(
      z.strictObject({
        type: z.enum(mediaTypes),
        url: z.string().min(1).max(200_000).meta({
          description: "An http(s) URL, `asset:<id>` of an upload, or a small base64 `data:` URL.",
        }),
      }),
    )
    .max(20, "At most 20 files.")
    .default([])
    .meta({ description: "The media, in the order the model takes them." }),
  options: z.record(z.string(), z.unknown()).default({}).meta({ description: "The model's options." }),
  webhookUrl: z
    .url({ protocol: /^https?$/, error: "This is not an http(s) URL." })
    .max(2048)
    .nullish()
    .meta({ description: "Where to POST when the job ends." }),
  s3Url: z
    .string()
    .max(4096)
    .regex(/^(s3:\/\/[a-z0-9]|https?:\/\/)/, "Give s3://bucket/prefix/ or a presigned PUT URL.")
    .nullish()
    .meta({ description: "Where to copy the result: `s3://bucket/prefix/` or a presigned PUT URL." }),
  priority: z.enum(priorities).default("normal").meta({
    description:
      "Where the engine has more to do than it may do at once, a job is treated as if it were submitted 5 minutes earlier (`high`), 10 earlier (`urgent`) or 5 later (`low`). The queues of the services themselves are not reordered.",
  }),
  metadata: z
    .record(z.string(), z.unknown())
    .refine((value) => JSON.stringify(value).length <= mostMetadata, "At most 16 KB as JSON.")
    .nullish()
    .meta({ description: "Yours, up to 16 KB as JSON; given back as it came." }),
  maxCost: z
    .number()
    .min(0)
    .nullish()
    .meta({ description: "USD: a job that is estimated to cost more is refused with `budget_exceeded`." }),
  cache: z
    .boolean()
    .default(true)
    .meta({ description: "Whether finished results of the very same requests may be used again, at no cost." }),
  review: z.boolean().default(false).meta({
    description: "Stops for you where the model can: see its `reviews`. `POST /v1/jobs/{id}/approve` lets it go on.",
  }),
  stream: z.boolean().nullish().meta({ description: "Taken for the sake of the pods' contract; changes nothing." }),
});
export type GenerateRequest = z.output<typeof generateRequest>;

/** Reads the envelope of a request; every fault names its field. */
export function readRequest(body: unknown): GenerateRequest & { workflow: AnyWorkflow } {
  const request = readBody(generateRequest, body);
  const workflow = findWorkflow(request.model);
  if (!workflow) {
    const known = allWorkflows.map(({ model }) => model).join(", ");
    const detail = `There is no model "${request.model.slice(0, 100)}". There are: ${known}.`;
    throw new Problem("unknown_model", detail, { errors: [{ pointer: "/model", detail }] });
  }
  return { ...request, workflow };
}

export type ReadInput = { input: Record<string, unknown>; media: (GivenMedia & { field: string; list: boolean })[] };

/**
 * Makes the workflow's input of `input[]` and `options`: media fields take the files of their type in order, a list takes
 * the rest; everything else is an option. A seed that is not named is chosen here, so that the job can be repeated.
 */
export function readInput(workflow: AnyWorkflow, request: GenerateRequest): ReadInput {
  const errors: FieldError[] = [];
  const left = request.input.map((one, i) => ({ ...one, pointer: `/input/${i}/url`, taken: false }));
  const given: Record<string, unknown> = { ...request.options };
  const media: ReadInput["media"] = [];
  for (const [field, schema] of Object.entries(workflow.input.shape)) {
    const type = mediaTypeOf(schema as z.ZodType);
    if (!type) continue;
    if (field in given)
      errors.push({ pointer: `/options/${field}`, detail: `Media go into "input", not into options.` });
    const list = isListField(schema as z.ZodType);
    const fitting = left.filter((one) => !one.taken && one.type === type);
    const own = list ? fitting : fitting.slice(0, 1);
    for (const one of own) {
      one.taken = true;
      media.push({ type, url: one.url, pointer: one.pointer, field, list });
    }
    if (own.length > 0) given[field] = list ? own.map(({ url }) => url) : own[0]?.url;
    else delete given[field];
  }
  for (const one of left.filter(({ taken }) => !taken)) {
    errors.push({ pointer: one.pointer, detail: `${workflow.model} takes no further ${one.type}.` });
  }
  if ("seed" in workflow.input.shape) given.seed ??= Math.floor(Math.random() * 2_147_483_647);
  const parsed = workflow.input.safeParse(given);
  if (!parsed.success) errors.push(...inputErrors(workflow, parsed.error));
  if (!parsed.success || errors.length > 0) throw refuse(errors);
  return { input: parsed.data as Record<string, unknown>, media };
}

function inputErrors(workflow: AnyWorkflow, error: z.ZodError): FieldError[] {
  return fieldErrors(error, ([field, ...rest]) => {
    const schema = workflow.input.shape[String(field)] as z.ZodType | undefined;
    return schema && mediaTypeOf(schema)
      ? "/input"
      : pointer(["options", ...(field === undefined ? [] : [field]), ...rest]);
  }).map((one) => (one.pointer === "/input" ? { ...one, detail: missingMedia(workflow, one.detail) } : one));
}

function missingMedia(workflow: AnyWorkflow, detail: string): string {
  if (!detail.startsWith("Invalid input")) return detail;
  const needed = Object.values(workflow.input.shape).flatMap((schema) => mediaTypeOf(schema as z.ZodType) ?? []);
  return `${workflow.model} needs ${needed.map((type) => `"type": "${type}"`).join(" and ")} in "input".`;
}

/** An input that the recipe can be planned with: placeholders for media and required text. */
export function exampleInput(workflow: Pick<AnyWorkflow, "input">): Record<string, unknown> {
  const fields = Object.entries(workflow.input.shape) as [string, z.ZodType][];
  const example = fields.flatMap(([field, schema]) => {
    if (mediaTypeOf(schema)) return [[field, isListField(schema) ? ["asset:example"] : "asset:example"]];
    return schema.safeParse(undefined).success ? [] : [[field, "The camera moves closer."]];
  });
  return workflow.input.parse(Object.fromEntries(example));
}
