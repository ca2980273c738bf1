import type { z } from "zod";
import { allWorkflows } from "@/inngest/registry";
import { mediaTypeOf } from "@/lib/media/field";
import { ref, schemasOf } from "./schemas";

/** The schemas that each model adds: its whole input, and the request with its own options. */

type ObjectSchema = { properties?: Record<string, object>; required?: string[] };

const inputs = () =>
  schemasOf(Object.fromEntries(allWorkflows.map(({ model, input }) => [`input.${model}`, input])), "input");

export function modelSchemas(): Record<string, object> {
  const all = inputs();
  const requests = allWorkflows.map(({ model, input }) => [
    `generate.${model}`,
    requestOf(model, all[`input.${model}`] ?? {}, input.shape),
  ]);
  return { ...all, ...Object.fromEntries(requests) };
}

/** `input[]` has the media; the other fields are options. */
function requestOf(model: string, { properties = {}, required = [] }: ObjectSchema, shape: Record<string, unknown>) {
  const isOption = (name: string) => !mediaTypeOf(shape[name] as z.ZodType);
  const own = Object.entries(properties).filter(([name]) => isOption(name));
  const needed = required.filter(isOption);
  const options = {
    type: "object",
    properties: Object.fromEntries(
      own.map(([name, { "x-zh": _, ...schema }]: [string, { "x-zh"?: object }]) => [name, schema]),
    ),
    ...(needed.length > 0 && { required: needed }),
    additionalProperties: false,
  };
  const typed = {
    type: "object",
    properties: { model: { type: "string", const: model }, options },
    required: ["model", ...(needed.length > 0 ? ["options"] : [])],
  };
  return { allOf: [ref(anyModel), typed] };
}

/** The name of a request whose options have no types. */
const anyModel = "generate";

/**
 * A request for any model: `oneOf` types its options by its `model`. Its fields are also written beside `oneOf`, for
 * readers.
 */
export function requestSchemas({ properties = {}, ...rest }: ObjectSchema): Record<string, object> {
  const { options, ...fields } = properties;
  // Without a type of their own: generators would add any option to those of the model.
  const description = options && "description" in options ? options.description : "";
  const generate = { ...rest, properties: { ...fields, options: { description } } };
  const byModel = {
    oneOf: allWorkflows.map(({ model }) => ref(`generate.${model}`)),
    discriminator: {
      propertyName: "model",
      mapping: Object.fromEntries(allWorkflows.map(({ model }) => [model, ref(`generate.${model}`).$ref])),
    },
  };
  return { Generate: { ...generate, ...byModel }, [anyModel]: generate };
}
