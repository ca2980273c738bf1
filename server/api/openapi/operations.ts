import { z } from "zod";
import { type ErrorCode, errorCodes } from "@/lib/errors";
import { type Endpoint, isSchema } from "../route";
import { ref, schemasOf } from "./schemas";

/** The operations of the API by path and method, from the definitions of its endpoints. */

type Described = Endpoint["definition"];
type Named = Record<string, z.ZodType>;
/** The JSON Schema of a schema, or a reference to it by its name. */
type SchemaOf = (schema: z.ZodType) => object;

/**
 * The operations, and the schemas that they name: those of `asked` and `answered`. All others are written where they are
 * used.
 */
export function operationsOf(endpoints: readonly Endpoint[], names: { asked: Named; answered: Named }) {
  const all = endpoints
    .filter(({ definition }) => definition.operationId !== undefined)
    .map(({ definition }) => ({ definition, ...partsOf(definition) }))
    .sort((a, b) => order(a.definition, b.definition));
  const asked = schemasFrom(
    names.asked,
    all.flatMap(({ parameters, body }) => [...parameters.map(({ schema }) => schema), ...(body ? [body] : [])]),
    "input",
  );
  const answered = schemasFrom(
    names.answered,
    all.flatMap(({ definition }) =>
      Object.values(definition.responses ?? {}).flatMap((answer) => jsonOf(answer) ?? []),
    ),
    "output",
  );
  const paths: Record<string, Record<string, object>> = {};
  for (const { definition, parameters, body } of all) {
    const { path, method, head } = definition;
    const { operationId, summary, description, tag, access } = definition;
    const about = { description, tags: [tag], ...(access === "public" && { security: [] }) };
    const written = parameters.flatMap(({ where, schema }) => parametersOf(where, asked.of(schema)));
    const rest = {
      ...(written.length > 0 && { parameters: written }),
      requestBody: body || rawOf(definition) ? requestBodyOf(definition, body && asked.of(body)) : undefined,
      responses: { ...answersOf(definition, answered.of), ...refusals(refusalsOf(definition)) },
    };
    const own = { [method.toLowerCase()]: { operationId, summary, ...about, ...rest } };
    paths[path] = {
      ...paths[path],
      ...own,
      ...(head && { head: { operationId: head.operationId, summary: head.summary, ...about, ...rest } }),
    };
  }
  const examples = new Map(all.map(({ definition, body }) => [body, definition.examples]));
  const withExamples = Object.entries(names.asked).map(([name, schema]) => [
    name,
    { ...asked.named[name], examples: examples.get(schema) },
  ]);
  return { paths, schemas: { ...Object.fromEntries(withExamples), ...answered.named } };
}

/** By path; what makes a thing comes before what reads, changes and removes it. */
const methods = ["POST", "GET", "PUT", "PATCH", "DELETE"];
const order = (a: Described, b: Described) =>
  a.path === b.path ? methods.indexOf(a.method) - methods.indexOf(b.method) : a.path < b.path ? -1 : 1;

type Where = "path" | "query" | "header";
type Parameters = { where: Where; schema: z.ZodType };

/** The objects that hold the parameters, and the schema of the JSON body. */
function partsOf({ path, params, query, headers, body }: Described): { parameters: Parameters[]; body?: z.ZodType } {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  const inPath = z.object(
    Object.fromEntries(names.map((name) => [name, params?.[name] ?? (name === "id" ? uuid : z.string())])),
  );
  const parameters: Parameters[] = [];
  if (names.length > 0) parameters.push({ where: "path", schema: inPath });
  if (query) parameters.push({ where: "query", schema: isSchema(query) ? query : query.described });
  if (headers) parameters.push({ where: "header", schema: z.object(headers).partial() });
  return { parameters, body: isSchema(body) ? body : body?.json };
}

/** The routes look an id up and answer 404, whatever it is. */
const uuid = z.string().meta({ format: "uuid" });

const rawOf = ({ body }: Described) => (body && "content" in body ? body.content : undefined);

/** The JSON Schemas of the named schemas, and those of the used ones: a reference for one with a name. */
function schemasFrom(named: Named, used: z.ZodType[], io: "input" | "output") {
  const names = new Map(Object.entries(named).map(([name, schema]) => [schema, name]));
  const others = new Map([...new Set(used)].filter((one) => !names.has(one)).map((one, i) => [one, `at.${i}`]));
  const inline = Object.fromEntries([...others].map(([schema, id]) => [id, schema]));
  const schemas = schemasOf({ ...named, ...inline }, io);
  const of: SchemaOf = (schema) => {
    const name = names.get(schema);
    return name ? ref(name) : (schemas[others.get(schema) ?? ""] ?? {});
  };
  return { of, named: Object.fromEntries(Object.keys(named).map((name) => [name, schemas[name]])) };
}

type Property = { description?: string; format?: string; pattern?: string };
type JsonObject = { properties?: Record<string, Property>; required?: string[] };

function parametersOf(where: Where, { properties = {}, required = [] }: JsonObject): object[] {
  return Object.entries(properties).map(([name, { description, pattern, ...schema }]) => ({
    ...{ name, in: where, required: required.includes(name) },
    schema: { ...schema, ...(pattern !== undefined && !schema.format && { pattern }) }, // a format says the same
    ...(description !== undefined && { description }),
  }));
}

function requestBodyOf(definition: Described, schema: object | undefined): object {
  const { body, examples } = definition;
  const isNamed = schema && "$ref" in schema;
  const json = schema && { "application/json": { schema: isNamed ? schema : { ...schema, examples } } };
  const required = !(isSchema(body) && body.safeParse({}).success);
  return { required, content: { ...json, ...rawOf(definition) } };
}

type Answer = NonNullable<Described["responses"]>[number];

const jsonOf = (answer: Answer): z.ZodType | undefined => {
  if (typeof answer === "string") return undefined;
  return "description" in answer ? answer.json : answer[0];
};

const answersOf = ({ responses = {} }: Described, schemaOf: SchemaOf) =>
  Object.fromEntries(
    Object.entries(responses).map(([status, answer]) => {
      if (typeof answer === "string") return [status, { description: answer }];
      const json = jsonOf(answer);
      const { description, example, headers, content }: Exclude<Answer, string | readonly unknown[]> =
        "description" in answer ? answer : { description: answer[1] };
      const body = json && {
        "application/json": { schema: schemaOf(json), ...(example !== undefined && { example }) },
      };
      const written = (body || content) && { content: { ...body, ...content } };
      return [status, { description, ...(headers && { headers }), ...written }];
    }),
  );

/** What can be refused follows from what an endpoint reads; `errors` are the rest. */
function refusalsOf({ method, access, limit, query, body, hasResource, errors = [] }: Described): Set<ErrorCode> {
  const isRead = method === "GET" && access !== "public";
  const ofJson = ["invalid_request", "invalid_json", "payload_too_large", "unsupported_media_type"] as const;
  return new Set<ErrorCode>([
    ...errors,
    ...(access === "public" ? [] : (["unauthorized"] as const)),
    ...(access === "admin" ? (["forbidden"] as const) : []),
    ...(query ? (["invalid_request"] as const) : []),
    ...(body && !("content" in body) ? ofJson : []),
    ...(hasResource ? (["not_found"] as const) : []),
    ...(limit || isRead ? (["rate_limited"] as const) : []),
    ...(["internal", "unavailable"] as const),
  ]);
}

/** Responses by status; their descriptions come from the table of codes. */
function refusals(codes: Set<ErrorCode>) {
  const statuses = new Map<number, string[]>();
  for (const [code, { status, title }] of Object.entries(errorCodes)) {
    if (!codes.has(code as ErrorCode)) continue;
    statuses.set(status, [...(statuses.get(status) ?? []), `${code}: ${title}.`]);
  }
  return Object.fromEntries(
    [...statuses].map(([status, lines]) => [
      String(status),
      { description: lines.join("\n"), content: { "application/problem+json": { schema: ref("Problem") } } },
    ]),
  );
}
