import { randomUUID } from "node:crypto";
import { type IncomingHttpHeaders, type IncomingMessage, Server, type ServerResponse } from "node:http";
import { POST as fromService } from "@/app/api/answers/[call]/[token]/route";
import { POST as submit } from "@/app/v1/generate/route";
import { GET as look } from "@/app/v1/jobs/[id]/route";
import { GET as list } from "@/app/v1/jobs/route";
import { mayAnswer } from "@/inngest/calls/receive-webhook";
import { Problem } from "@/lib/errors";
import { mostUnpacked } from "@/lib/http/answer-text";
import { isMadeFor } from "@/lib/http/callback-url";
import { textOf } from "../api/json-response";
import { answerEngine } from "../engine/verified-calls";
import { withoutBase } from "../http/base-path";
import { drainBody } from "../http/drain-body";
import { isHost } from "../http/host-header";
import { problemAnswer } from "../http/problem-response";
import type { RequestLike } from "../http/request-like";
import { answerHeaders } from "../http/security-headers";
import { runFirst } from "./scheduler";

/**
 * The doors that machines knock at all the time: the engine's calls and the services' webhooks, dozens for one film, and
 * what programs submit and look at. Their own routes answer, on the same port, without Next's handling of a page request
 * around them, which takes longer than what they do. In production only: in development Next reloads the routes. All else,
 * and any other method, is Next's.
 */

type Params = Record<string, string>;
type Asking = { from: IncomingMessage; to: ServerResponse; params: Params };
type Answer = { status: number; headers: Record<string, string>; body: string | Buffer };
type Door = { method: "GET" | "POST"; path: RegExp; answer: (asking: Asking) => Promise<Answer> };

const kilobyte = 1024;
const hasCredential = (headers: IncomingHttpHeaders) =>
  Boolean(headers["x-api-key"] ?? headers.authorization ?? headers.cookie);

/**
 * `most`: the bytes of a body that a route takes; of a larger one it gets the beginning, and says that it is too large. Who
 * shows nothing that could let him in is not read at all: his route says so without it.
 */
type Most = (headers: IncomingHttpHeaders, params: Params) => number | Promise<number>;

const routed =
  (route: typeof submit, most: Most = () => 0) =>
  async ({ from, to, params }: Asking): Promise<Answer> => {
    const answer = await route(await readWhole(from, to, await most(from.headers, params)), {
      params: Promise.resolve(params),
    });
    const body = textOf(answer) ?? Buffer.from(await answer.arrayBuffer());
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body };
  };
const asked = (route: typeof submit, most?: Most) => {
  const answer = routed(route, most);
  return (asking: Asking) => runFirst(() => answer(asking));
};

/** Of a large answer nothing is read before its token is known to be good. */
const mostOfAnswer: Most = async ({ "content-length": length }, { call = "", token = "" }) => {
  if (length !== undefined && Number(length) <= kilobyte * kilobyte) return kilobyte * kilobyte;
  return isMadeFor(call, token) || (await mayAnswer(call, token)) ? mostUnpacked : 0;
};

const doors: Door[] = [
  {
    method: "POST",
    path: /^\/api\/inngest$/,
    answer: async ({ from }) => {
      const { method = "POST", headers, url = "" } = from;
      return answerEngine({
        method,
        query: new URLSearchParams(url.split("?")[1]),
        header: (name) => headers[name]?.toString(),
        body: from.iterator({ destroyOnReturn: false }), // who sent too much still hears the answer
      }).catch((error) => {
        if (!(error instanceof Problem)) throw error;
        return problemAnswer(error, { requestId: randomUUID(), instance: "/api/inngest" });
      });
    },
  },
  {
    method: "POST",
    path: /^\/api\/answers\/(?<call>[^/]+)\/(?<token>[^/]+)$/,
    answer: routed(fromService, mostOfAnswer),
  },
  {
    method: "POST",
    path: /^\/v1\/generate$/,
    answer: asked(submit, (headers) => (hasCredential(headers) ? 256 * kilobyte : 0)),
  },
  { method: "GET", path: /^\/v1\/jobs$/, answer: asked(list) },
  { method: "GET", path: /^\/v1\/jobs\/(?<id>[\w-]+)$/, answer: asked(look) },
];

const patched = Server.prototype as Server & { goesStraight?: true };

export function installFastPath(): void {
  if (patched.goesStraight) return;
  patched.goesStraight = true;
  const { emit } = Server.prototype;
  patched.emit = function (this: Server, ...event: [string | symbol, ...unknown[]]) {
    const [name, request, response] = event as [string, IncomingMessage, ServerResponse];
    const found = name === "request" ? find(request) : undefined;
    if (!found) return Reflect.apply(emit, this, event);
    void serve(found.door, found.params, request, response);
    return true;
  };
}

function find({ method, url = "", headers }: IncomingMessage): { door: Door; params: Params } | undefined {
  if (headers.host === undefined || !isHost(headers.host)) return undefined;
  const [path = ""] = withoutBase(url).split("?", 1);
  for (const door of doors) {
    const match = door.method === method ? door.path.exec(path) : null;
    if (match) return { door, params: { ...match.groups } };
  }
  return undefined;
}

async function serve(door: Door, params: Params, from: IncomingMessage, to: ServerResponse): Promise<void> {
  try {
    const { status, headers, body } = await door.answer({ from, to, params });
    to.writeHead(status, { ...answerHeaders, ...headers, "content-length": Buffer.byteLength(body) });
    to.end(body);
    if (!from.complete) drainBody(from);
  } catch {
    // The routes answer for what they throw: what is left is a caller who hung up.
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

/** A body; of one that is larger than `most` only so much that its route sees that it is. */
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
