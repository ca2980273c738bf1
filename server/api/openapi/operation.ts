import { z } from "zod";
import { errorCodes } from "@/lib/errors";

/** Helpers for the descriptions of the routes. */

const standard = new Set(["title", "description", "examples", "default", "deprecated", "format"]);

/** Own words about a field beside JSON Schema's get the prefix `x-`, which OpenAPI tools require of extensions. */
const extensions = ({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: z.core.$ZodTypes;
  jsonSchema: Record<string, unknown>;
}) => {
  for (const name of Object.keys(z.globalRegistry.get(zodSchema) ?? {})) {
    if (standard.has(name) || !(name in jsonSchema)) continue;
    jsonSchema[`x-${name}`] = jsonSchema[name];
    delete jsonSchema[name];
  }
};

/** JSON Schemas by name; a schema that is part of another becomes a reference. */
export function schemasOf(named: Record<string, z.ZodType>, io: "input" | "output"): Record<string, object> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { io, uri: (id) => ref(id).$ref, override: extensions });
  return Object.fromEntries(Object.entries(schemas).map(([name, { $schema: _, $id, ...schema }]) => [name, schema]));
}

export const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
export const json = (name: string, description: string) => ({
  description,
  content: { "application/json": { schema: ref(name) } },
});
export const jobId = { name: "id", in: "path", required: true, schema: { type: "string", format: "uuid" } };
export const stepKey = {
  name: "key",
  in: "path",
  required: true,
  schema: { type: "string", examples: ["keyframe.2"] },
  description: "The step's `key`.",
};
export const query = (name: string, schema: Record<string, unknown>, description: string) => ({
  name,
  in: "query",
  required: false,
  schema,
  description,
});

/** The parameter `dry_run` of requests that continue a job, and the response to it. */
export const dryRun = query(
  "dry_run",
  { enum: ["true", "false"] },
  "`true` only validates the request and returns a quote. Nothing is started, and the key's limits are not checked.",
);
export const quoted = { "200": json("Quote", "Quote of a dry run.") };

/** The parameter `fields` of lists and streams of jobs. */
export const fields = query(
  "fields",
  { enum: ["summary"] },
  "`summary`: each job without its steps, files and prompts, as a list shows it. Without it, whole jobs.",
);

/** The refusals of a route, by status; their titles come from the table of codes. */
export function refusals(...codes: (keyof typeof errorCodes)[]) {
  const statuses = new Map<number, string[]>();
  for (const code of new Set([...codes, "unavailable" as const])) {
    const { status, title } = errorCodes[code];
    statuses.set(status, [...(statuses.get(status) ?? []), `${code}: ${title}.`]);
  }
  return Object.fromEntries(
    [...statuses].map(([status, lines]) => [
      String(status),
      { description: lines.join("\n"), content: { "application/problem+json": { schema: ref("Problem") } } },
    ]),
  );
}

export const ofJob = (operationId: string, summary: string, responses: Record<string, unknown>) => ({
  operationId,
  summary,
  tags: ["jobs"],
  parameters: [jobId],
  responses: { ...responses, ...refusals("unauthorized", "not_found", "internal") },
});
