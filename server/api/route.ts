import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { type ErrorCode, Problem } from "@/lib/errors";
import { withoutBase } from "../http/base-path";
import { loggablePath } from "../http/loggable-path";
import { problemResponse } from "../http/problem-response";
import type { RequestLike } from "../http/request-like";
import { authenticate, noRights, type RequestContext } from "./caller";
import { jsonAnswer } from "./json-response";
import { readBody, readQuery } from "./parse";
import { limitRate, limitReads, type Policy } from "./rate-limit";
import { readJson } from "./request-body";

/**
 * An endpoint of the app. From it follow its route file, its OpenAPI description, what the guard lets through, and
 * CORS. One with an `operationId` is part of the public API.
 */
export type Definition<
  Path extends string = string,
  Query extends QuerySchema | undefined = QuerySchema | undefined,
  Body extends BodySchema | undefined = BodySchema | undefined,
  Answers extends Responses = Responses,
> = {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** As in OpenAPI: `/v1/jobs/{id}`. */
  path: Path;
  /** `admin` needs an admin key; a `public` route says why it needs no key. */
  access: "key" | "admin" | "public";
  /** The policy that limits it. Without one, reads with a key are limited to `KEY_READS_PER_SECOND`. */
  limit?: Policy | ((url: URL) => Policy);
  /** The parameters of the path; an `{id}` that is not given here is a UUID. */
  params?: Partial<Record<NamesIn<Path>, z.ZodType>>;
  /** Without it, a query is ignored. */
  query?: Query;
  headers?: Record<string, z.ZodType>;
  body?: Body;
  /** Examples of the JSON body; a test sends all of them to a real app. */
  examples?: readonly unknown[];
  responses?: Answers;
  /** The refusals beyond those that follow from the other fields. */
  errors?: readonly ErrorCode[];
  operationId?: string;
  tag?: Tag;
  summary?: string;
  /** The summary in Chinese, for the reference page. */
  zh?: string;
  description?: string;
  /** The description of its HEAD requests, where they have one of their own. */
  head?: { operationId: string; summary: string; zh: string };
  /** Its body may take as long as a large upload. */
  long?: true;
  /** Pages of other origins may use it (`ALLOW_ORIGINS`), although it is not part of the API. */
  crossOrigin?: true;
};

export const tags = ["jobs", "batches", "media", "webhooks", "keys", "description"] as const;
export type Tag = (typeof tags)[number];

/** `{ described }`: the handler parses it, because its parts depend on the body. */
type QuerySchema = z.ZodType | { described: z.ZodType };
/**
 * A schema: the JSON body is parsed with it. `{ json }`: the handler checks the JSON. `{ content }`: the handler reads
 * the body, and these are its media types.
 */
type BodySchema = z.ZodType | { json: z.ZodType } | { content: Record<string, { schema: object }>; json?: z.ZodType };

/** A status without a body by its description, one with JSON by its schema and description, any other in OpenAPI's words. */
export type Responses = {
  [status: number]:
    | string
    | readonly [schema: z.ZodType, description: string]
    | { description: string; json?: z.ZodType; example?: unknown; headers?: object; content?: object };
};

type NamesIn<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;

type JsonOf<Answer> = Answer extends readonly [infer Schema extends z.ZodType, string]
  ? z.output<Schema>
  : Answer extends { json: infer Schema extends z.ZodType }
    ? z.output<Schema>
    : never;
/** The status, the JSON body and the headers of a response, as its definition describes them. */
type Reply<Answers> = {
  [Status in keyof Answers]: [JsonOf<Answers[Status]>] extends [never]
    ? readonly [status: Status]
    : readonly [status: Status, body: JsonOf<Answers[Status]>, headers?: Record<string, string>];
}[keyof Answers];

type Handled<Path extends string, Query, Body, Resource, Answers extends Responses> = {
  /** Finds what the path names, before the body is read. */
  resource?: (visit: RequestContext<NamesIn<Path>>) => Promise<Resource>;
  handler: (
    visit: RequestContext<NamesIn<Path>> & {
      query: Query extends z.ZodType ? z.output<Query> : undefined;
      body: Body extends z.ZodType ? z.output<Body> : unknown;
      resource: Resource;
    },
  ) => Promise<Reply<Answers> | Response>;
};

export type Route = (
  request: RequestLike,
  context: { params: Promise<Record<string, string | string[]> | undefined> },
) => Promise<Response>;

/** A route of Next, with its definition. */
export type Endpoint = Route & {
  readonly definition: Definition & { params?: Partial<Record<string, z.ZodType>>; hasResource: boolean };
};

/**
 * Defines an endpoint: authenticates the caller, parses the query and the body, runs the handler, and turns errors into
 * `application/problem+json`.
 */
export function defineRoute<
  const Path extends string,
  Query extends QuerySchema | undefined = undefined,
  Body extends BodySchema | undefined = undefined,
  Resource = undefined,
  const Answers extends Responses = Record<never, never>,
>({
  resource,
  handler,
  ...definition
}: Definition<Path, Query, Body, Answers> & Handled<Path, Query, Body, Resource, Answers>): Endpoint {
  const { access, limit, query, body } = definition;
  const route: Route = async (request, context) => {
    const requestId = randomUUID();
    const url = new URL(request.url);
    url.pathname = withoutBase(url.pathname);
    let limits: Record<string, string> = {};
    try {
      const named = Object.entries((await context.params) ?? {});
      const params = Object.fromEntries(named.map(([name, value]) => [name, [value].flat().join("/")]));
      const key = access === "public" ? noRights : await authenticate(request);
      if (access === "admin" && key.role !== "admin") {
        throw new Problem("forbidden", "This requires a key with the admin role. Ask the operator for one.");
      }
      if (limit) limits = await limitRate(key, typeof limit === "function" ? limit(url) : limit);
      else if (access !== "public" && isRead(request)) limits = limitReads(key.id);
      // Next gives the parameters of the path, and the parsed parts have the types of their schemas.
      const visit = { request, url, params, requestId, key } as RequestContext<NamesIn<Path>>;
      const parsed = {
        query: isSchema(query) ? readQuery(query, url) : undefined,
        resource: await resource?.(visit),
        body: await bodyOf(request, body),
      };
      const said = await handler({ ...visit, ...parsed } as Parameters<typeof handler>[0]);
      const answer = said instanceof Response ? said : responseOf(said as Reply<Responses>);
      answer.headers.set("x-request-id", requestId);
      for (const [name, value] of Object.entries(limits)) answer.headers.set(name, value);
      if (!answer.headers.has("cache-control")) answer.headers.set("cache-control", "no-store");
      return answer;
    } catch (error) {
      const answer = problemResponse(error, { requestId, instance: loggablePath(url.pathname) });
      for (const [name, value] of Object.entries(limits)) answer.headers.set(name, value);
      return answer;
    }
  };
  return Object.assign(route, { definition: { ...definition, hasResource: resource !== undefined } });
}

const isRead = ({ method }: RequestLike) => method === "GET" || method === "HEAD";

export const isSchema = (given: object | undefined): given is z.ZodType => given !== undefined && "safeParse" in given;

async function bodyOf(request: RequestLike, body: BodySchema | undefined): Promise<unknown> {
  if (body === undefined || "content" in body) return undefined;
  return isSchema(body) ? readBody(body, request) : readJson(request);
}

function responseOf([status, body, headers]: readonly [number, unknown?, Record<string, string>?]): Response {
  return body === undefined ? new Response(null, { status }) : jsonAnswer(body, { status, headers });
}
