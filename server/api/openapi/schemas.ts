import { z } from "zod";

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
