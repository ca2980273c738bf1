import { z } from "zod";
import { type FieldError, Problem } from "@/lib/errors";
import { isListField, mediaOf, mediaTypeOf } from "@/lib/media/field";
import { specialList } from "@/lib/routing/lists";
import { type GenerateRequest, generateRequest } from "@/lib/schemas/generate";
import { isRequired } from "@/lib/schemas/plain-errors";
import { fieldErrors, pointer, readBody, refuse } from "@/lib/schemas/validation";
import type { GivenMedia } from "../assets/ingest-inputs";
import type { AnyWorkflow } from "../define-workflow";
import { allWorkflows, findWorkflow, isRole } from "../registry";

/** Parses the envelope of a request. Throws a Problem that names each wrong field. */
export function readRequest(body: unknown): GenerateRequest & { workflow: AnyWorkflow } {
  const request = readBody(generateRequest, body);
  const workflow = findWorkflow(request.model);
  if (!workflow) {
    const known = allWorkflows.map(({ model }) => model).join(", ");
    const detail = `Unknown model "${request.model.slice(0, 100)}". Available models: ${known}.`;
    throw new Problem("unknown_model", detail, { errors: [{ pointer: "/model", detail }] });
  }
  return { ...request, workflow };
}

export type ReadInput = { input: Record<string, unknown>; media: (GivenMedia & { field: string; list: boolean })[] };

/**
 * Builds the workflow's input from `input[]` and `options`. Media fields take the files that name them, and those without a
 * name of their type in order, a list field the rest; other fields are options. An omitted seed is chosen here, so that the
 * job can be repeated.
 */
export function readInput(workflow: AnyWorkflow, request: GenerateRequest): ReadInput {
  const errors: FieldError[] = [];
  const left = request.input.map((one, i) => ({ ...one, pointer: `/input/${i}/url`, taken: false }));
  const given: Record<string, unknown> = { ...request.options };
  // Of a role, what can be requested depends on the list that is used.
  const list = isRole(workflow.model) ? specialList(workflow.model, request) : undefined;
  if (list !== undefined) given.provider ??= list;
  const media: ReadInput["media"] = [];
  for (const [field, schema] of Object.entries(workflow.input.shape)) {
    const spec = mediaOf(schema as z.ZodType);
    if (!spec) continue;
    if (field in given)
      errors.push({ pointer: `/options/${field}`, detail: `Send media in "input", not in "options".` });
    const list = isListField(schema as z.ZodType);
    const fitting = left.filter((one) => !one.taken && one.type === spec.type && (one.field ?? field) === field);
    const named = fitting.filter((one) => one.field !== undefined);
    const own = list ? fitting : (named.length > 0 ? named : fitting).slice(0, 1);
    for (const one of own) {
      one.taken = true;
      media.push({ ...spec, url: one.url, pointer: one.pointer, field, list });
    }
    if (own.length > 0) given[field] = list ? own.map(({ url }) => url) : own[0]?.url;
    else delete given[field];
  }
  for (const one of left.filter(({ taken }) => !taken)) {
    if (one.field !== undefined && !takes(workflow, one.field, one.type)) {
      const detail = `${workflow.model} has no field "${one.field}" for ${one.type}. Media fields: ${mediaFieldsOf(workflow)}.`;
      errors.push({ pointer: one.pointer.replace(/url$/, "field"), detail });
    } else
      errors.push({ pointer: one.pointer, detail: `${workflow.model} accepts no further ${one.type}. Remove it.` });
  }
  if ("seed" in workflow.input.shape) given.seed ??= Math.floor(Math.random() * 2_147_483_647);
  const parsed = workflow.input.safeParse(given);
  if (!parsed.success) errors.push(...inputErrors(workflow, parsed.error));
  if (!parsed.success) throw refuse(errors);
  const input = (workflow.decide?.(parsed.data, request) ?? parsed.data) as Record<string, unknown>;
  for (const { field, detail } of workflow.faults?.(input, request) ?? [])
    errors.push({ pointer: pointer(["options", field]), detail });
  if (errors.length > 0) throw refuse(errors);
  return { input, media };
}

const takes = ({ input }: AnyWorkflow, field: string, type: string) =>
  Object.hasOwn(input.shape, field) && mediaTypeOf(input.shape[field] as z.ZodType) === type;

const mediaFieldsOf = ({ input }: AnyWorkflow) =>
  Object.entries(input.shape)
    .filter(([, schema]) => mediaTypeOf(schema as z.ZodType))
    .map(([field]) => field)
    .join(", ") || "none";

function inputErrors(workflow: AnyWorkflow, error: z.ZodError): FieldError[] {
  return fieldErrors(error, ([field, ...rest]) => {
    const { shape } = workflow.input;
    const schema = Object.hasOwn(shape, String(field)) ? (shape[String(field)] as z.ZodType) : undefined;
    return schema && mediaTypeOf(schema)
      ? "/input"
      : pointer(["options", ...(field === undefined ? [] : [field]), ...rest]);
  }).map((one) => (one.pointer === "/input" ? { ...one, detail: missingMedia(workflow, one.detail) } : one));
}

function missingMedia(workflow: AnyWorkflow, detail: string): string {
  if (detail !== isRequired) return detail;
  const fields = Object.values(workflow.input.shape) as z.ZodType[];
  const required = fields.filter((schema) => !schema.safeParse(undefined).success);
  const needed = required.flatMap((schema) => mediaTypeOf(schema) ?? []);
  return `${workflow.model} needs ${needed.map((type) => `"type": "${type}"`).join(" and ")} in "input".`;
}

/** An input to plan the workflow with: placeholders for media and required fields. */
export function exampleInput(workflow: Pick<AnyWorkflow, "input">): Record<string, unknown> {
  const fields = Object.entries(workflow.input.shape) as [string, z.ZodType][];
  const isOptional = (schema: z.ZodType) => schema.safeParse(undefined).success;
  const filled = (some: typeof fields) => Object.fromEntries(some.map(([field, of]) => [field, exampleOf(of)]));
  const required = filled(fields.filter(([, of]) => !isOptional(of)));
  const optional = fields.filter(([, of]) => isOptional(of) && mediaTypeOf(of));
  const whole = { ...required, ...filled(optional) };
  // Some inputs exclude each other: then as few optional media as the input accepts.
  const least = optional.map((_, i) => ({ ...required, ...filled(optional.slice(0, i + 1)) }));
  const example = [whole, ...least].find((one) => workflow.input.safeParse(one).success) ?? whole;
  // Not the input's own schema: a role's also requires that one of its entries accepts the input.
  return z.strictObject(workflow.input.shape).parse(example);
}

function exampleOf(schema: z.ZodType): unknown {
  if (mediaTypeOf(schema)) return isListField(schema) ? ["asset:example"] : "asset:example";
  const { examples } = schema.meta() ?? {};
  return Array.isArray(examples) ? examples[0] : "The camera moves closer.";
}
