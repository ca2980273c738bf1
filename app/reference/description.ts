import { apiEndpoints, describeApi } from "@/server/api/openapi/document";
import { inLanguage } from "./in-language";

/** The API's description, typed for the reference. */

export type Schema = {
  $ref?: string;
  type?: string | string[];
  description?: string;
  /** The texts of a model's field, as its form shows them. */
  "x-zh"?: { description?: string };
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  examples?: unknown[];
  format?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  required?: string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
};
type Content = Record<string, { schema: Schema }>;
export type Answer = { description: string; content?: Content };
export type Parameter = { name: string; in: string; required?: boolean; description?: string; schema: Schema };
export type Operation = {
  operationId: string;
  summary: string;
  description?: string;
  tags?: string[];
  security?: unknown[];
  parameters?: Parameter[];
  requestBody?: { content: Content };
  responses: Record<string, Answer>;
};
export type Call = { method: string; path: string; operation: Operation };

const document = describeApi() as {
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};

/** The start of a job is what a newcomer needs first; the pods' contract is for those who know it. */
const rank = (path: string) => (path === "/v1/generate" ? 0 : path.startsWith("/v1/") ? 1 : 2);
/** By address, so that what belongs to one thing is together; a list comes before its members. */
const paths = Object.entries(document.paths).toSorted(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));

/** The operations by tag. */
export const groups: { name: string; calls: Call[] }[] = document.tags.map(({ name }) => ({
  name,
  calls: paths.flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => operation.tags?.[0] === name)
      .map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  ),
}));

const chinese = new Map(
  apiEndpoints
    .flatMap(({ definition: { operationId, zh, head } }) => [{ operationId, zh }, head])
    .map((one) => [one?.operationId, one?.zh]),
);

/** What an operation does, in the page's language. */
export const summaryIn = (spoken: string, { operationId, summary }: Operation): string =>
  (spoken === "zh" && chinese.get(operationId)) || summary;

/** What a field is, in the page's language. */
export const aboutIn = (spoken: string, { description = "", "x-zh": zh }: Schema): string =>
  (spoken === "zh" && zh?.description) || inLanguage(spoken, description);

/** The objects that several operations share. The requests by model repeat their inputs, for programs. */
export const objects = Object.entries(document.components.schemas).filter(([name]) => !/^generate(\.|$)/.test(name));

export const nameOf = ({ $ref }: Schema): string | undefined => $ref?.split("/").at(-1);
export const resolve = (schema: Schema): Schema => document.components.schemas[nameOf(schema) ?? ""] ?? schema;
