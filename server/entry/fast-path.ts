import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as WebStream } from "node:stream/web";
import { Problem } from "@/lib/errors";
import { log } from "@/lib/log";
import { textOf } from "../api/json-response";
import type { Endpoint } from "../api/route";
import { answerEngine } from "../engine/verified-calls";
import { withoutBase } from "../http/base-path";
import { drainBody } from "../http/drain-body";
import { exactLength } from "../http/exact-length-response";
import { isHost } from "../http/host-header";
import { loggablePath } from "../http/loggable-path";
import { problemAnswer } from "../http/problem-response";
import type { RequestLike } from "../http/request-like";
import { hasBody } from "../http/request-timeouts";
import { headersFor } from "../http/security-headers";
import { patternOf } from "./addresses";
import { runFirst } from "./scheduler";

/**
 * Serves the endpoints from Node's HTTP server, bypassing Next, which would load a copy of the modules for each of them and
 * take several times as long for a request. Production only: in development Next reloads routes.
 */

type Params = Record<string, string>;
/** `signal`: aborted when the caller leaves before the response is complete. */
type Asking = { from: IncomingMessage; params: Params; signal: AbortSignal };
type Headings = Record<string, string>;
type Text = { status: number; headers: Record<string, string>; body: string };
export type FastRoute = {
  method: string;
  path: RegExp;
  /** Of every response of the route. */
  headers: Headings;
  answer: (asking: Asking) => Promise<Text | Response>;
};

/** An endpoint. Callers of the API wait for it: what needs a key runs before the engine's calls. */
export function fastRoute(endpoint: Endpoint): FastRoute {
  const { method, access } = endpoint.definition;
  const answer = (asking: Asking) => endpoint(requestOf(asking), { params: Promise.resolve(asking.params) });
  return {
    method,
    path: patternOf(endpoint.definition, { exact: true }),
    headers: headersFor(endpoint.definition.path),
    answer: access === "public" ? answer : (asking) => runFirst(() => answer(asking)),
  };
}

/** The engine's calls; their signatures are checked while the body arrives. */
export async function engineCall({ from }: Asking): Promise<Text> {
  const { method = "POST", headers, url = "" } = from;
  return answerEngine({
    method,
    query: new URLSearchParams(url.split("?")[1]),
    header: (name) => headers[name]?.toString(),
    body: bodyOf(from),
  }).catch((error) => {
    if (!(error instanceof Problem)) throw error;
    return problemAnswer(error, { requestId: randomUUID(), instance: "/api/inngest" });
  });
}

/** The sender of a body that is not read to its end can still read the response. */
const bodyOf = (from: IncomingMessage): AsyncIterable<Buffer> => from.iterator({ destroyOnReturn: false });

function requestOf({ from, signal }: Asking): RequestLike {
  const { method = "GET", headers } = from;
  return {
    method,
    url: `http://${headers.host}${from.url}`,
    headers: {
      get: (name) => headers[name.toLowerCase()]?.toString() ?? null,
      has: (name) => headers[name.toLowerCase()] !== undefined,
    },
    signal,
    body: hasBody(from) ? bodyOf(from) : null,
  };
}

/** Answers a request if one of the routes takes it; otherwise returns false. */
export function fastAnswer(routes: readonly FastRoute[], request: IncomingMessage, response: ServerResponse): boolean {
  const found = find(routes, request);
  if (found) void serve(found.route, found.params, request, response);
  return found !== undefined;
}

function find(
  routes: readonly FastRoute[],
  { method, url = "", headers }: IncomingMessage,
): { route: FastRoute; params: Params } | undefined {
  if (headers.host === undefined || !isHost(headers.host)) return undefined;
  const [path = ""] = withoutBase(url).split("?", 1);
  const wanted = method === "HEAD" ? "GET" : method;
  // The first path that fits is the one: with another method it is refused, although a later one would have the method.
  const first = routes.find((route) => route.path.test(path));
  const route = routes.find((one) => one.path.source === first?.path.source && one.method === wanted);
  const params = route && decoded(route.path.exec(path)?.groups);
  return params ? { route, params } : undefined;
}

/** Null where a part of the path is not decodable: the guard refuses the request. */
function decoded(groups: Params | undefined): Params | null {
  try {
    return Object.fromEntries(Object.entries(groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch {
    return null;
  }
}

async function serve(route: FastRoute, params: Params, from: IncomingMessage, to: ServerResponse): Promise<void> {
  const gone = new AbortController();
  to.once("close", () => to.writableFinished || gone.abort());
  try {
    const answer = await route.answer({ from, params, signal: gone.signal });
    if (answer instanceof Response) await send(answer, route.headers, from, to);
    else sendText(answer, route.headers, from, to);
    if (!from.complete) drainBody(from);
  } catch (error) {
    // The routes turn their own errors into responses, so this one broke off.
    if (!gone.signal.aborted)
      log("error", "A response broke off.", { path: loggablePath(withoutBase(from.url ?? "")), error });
    to.destroy();
  }
}

function sendText({ status, headers, body }: Text, more: Headings, from: IncomingMessage, to: ServerResponse): void {
  to.writeHead(status, { ...more, ...headers, "content-length": Buffer.byteLength(body) });
  to.end(from.method === "HEAD" ? undefined : body);
}

async function send(answer: Response, more: Headings, from: IncomingMessage, to: ServerResponse): Promise<void> {
  const { status, headers, body } = answer;
  for (const [name, value] of [...Object.entries(more), ...headers]) to.setHeader(name, value);
  const cookies = headers.getSetCookie();
  if (cookies.length > 0) to.setHeader("set-cookie", cookies);
  const isStream = headers.has(exactLength) || headers.get("content-type")?.startsWith("text/event-stream");
  const whole = isStream ? undefined : (textOf(answer) ?? (body && Buffer.from(await answer.arrayBuffer())));
  if (whole) to.setHeader("content-length", Buffer.byteLength(whole));
  to.writeHead(status);
  if (isStream && body && from.method !== "HEAD") return pipeline(Readable.fromWeb(body as WebStream), to);
  if (isStream) await body?.cancel();
  to.end(from.method === "HEAD" ? undefined : whole);
}
