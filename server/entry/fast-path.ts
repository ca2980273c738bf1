import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { Problem } from "@/lib/errors";
import { textOf } from "../api/json-response";
import { mostJson } from "../api/request-body";
import type { BodyLimit, Endpoint } from "../api/route";
import { answerEngine } from "../engine/verified-calls";
import { withoutBase } from "../http/base-path";
import { drainBody } from "../http/drain-body";
import { isHost } from "../http/host-header";
import { problemAnswer } from "../http/problem-response";
import type { RequestLike } from "../http/request-like";
import { answerHeaders } from "../http/security-headers";
import { patternOf } from "./addresses";
import { runFirst } from "./scheduler";

/**
 * Serves the hottest endpoints from Node's HTTP server, bypassing Next's page pipeline: the engine's calls and the
 * services' webhooks (dozens for one film), submits, and reads by programs. Production only: in development Next
 * reloads routes.
 */

type Params = Record<string, string>;
type Asking = { from: IncomingMessage; to: ServerResponse; params: Params };
type Answer = { status: number; headers: Record<string, string>; body: string | Buffer };
export type FastRoute = { method: string; path: RegExp; answer: (asking: Asking) => Promise<Answer> };

/** An endpoint. Callers of the API wait for it: what needs a key runs before the engine's calls. */
export function fastRoute(endpoint: Endpoint): FastRoute {
  const { method, access, fast } = endpoint.definition;
  const most = typeof fast === "function" ? fast : mostOf(endpoint.definition);
  const answer = async ({ from, to, params }: Asking): Promise<Answer> => {
    const answer = await endpoint(await readWhole(from, to, await most(from.headers, params)), {
      params: Promise.resolve(params),
    });
    const body = textOf(answer) ?? Buffer.from(await answer.arrayBuffer());
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body };
  };
  return {
    method,
    path: patternOf(endpoint.definition, { exact: true }),
    answer: access === "public" ? answer : (asking) => runFirst(() => answer(asking)),
  };
}

/** Without a credential no body is read, since the route refuses the request anyway. */
const mostOf =
  ({ body }: Endpoint["definition"]): BodyLimit =>
  (headers) =>
    body && hasCredential(headers) ? mostJson : 0;

const hasCredential = (headers: IncomingHttpHeaders) =>
  Boolean(headers["x-api-key"] ?? headers.authorization ?? headers.cookie);

/** The engine's calls; their signatures are checked while the body arrives. */
export async function engineCall({ from }: Asking): Promise<Answer> {
  const { method = "POST", headers, url = "" } = from;
  return answerEngine({
    method,
    query: new URLSearchParams(url.split("?")[1]),
    header: (name) => headers[name]?.toString(),
    body: from.iterator({ destroyOnReturn: false }), // the sender of a body that is too large can still read the response
  }).catch((error) => {
    if (!(error instanceof Problem)) throw error;
    return problemAnswer(error, { requestId: randomUUID(), instance: "/api/inngest" });
  });
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
  for (const route of routes) {
    const match = route.method === method ? route.path.exec(path) : null;
    if (match) return { route, params: { ...match.groups } };
  }
  return undefined;
}

async function serve(route: FastRoute, params: Params, from: IncomingMessage, to: ServerResponse): Promise<void> {
  try {
    const { status, headers, body } = await route.answer({ from, to, params });
    to.writeHead(status, { ...answerHeaders, ...headers, "content-length": Buffer.byteLength(body) });
    to.end(body);
    if (!from.complete) drainBody(from);
  } catch {
    // The routes turn their own errors into responses, so this caller has disconnected.
    to.destroy();
  }
}

async function readWhole(from: IncomingMessage, to: ServerResponse, most: number): Promise<RequestLike> {
  const { method = "GET", headers } = from;
  const gone = new AbortController();
  to.once("close", () => to.writableFinished || gone.abort());
  return {
    method,
    url: `http://${headers.host}${from.url}`,
    headers: {
      get: (name) => headers[name.toLowerCase()]?.toString() ?? null,
      has: (name) => headers[name.toLowerCase()] !== undefined,
    },
    signal: gone.signal,
    body: method === "GET" ? null : [await beginningOf(from, most)],
  };
}

/** A body. Of a body larger than `most`, only enough for the route to notice that. */
function beginningOf(from: IncomingMessage, most: number): Promise<Buffer<ArrayBuffer>> {
  if (most === 0) return Promise.resolve(Buffer.alloc(0));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const end = () => {
      from.off("data", read);
      resolve(Buffer.concat(chunks));
    };
    const read = (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > most) end();
    };
    from.on("data", read).once("end", end);
    from.once("close", () => reject(new Error("The caller hung up."))); // after the end this changes nothing
  });
}
