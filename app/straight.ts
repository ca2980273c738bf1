import { type IncomingMessage, Server, type ServerResponse } from "node:http";
import type { NextRequest } from "next/server";
import { answerHeaders } from "./answer-headers";
import { POST as fromService } from "./api/answers/[call]/[token]/route";
import { POST as fromEngine } from "./api/inngest/route";
import { first, inTurn } from "./turns";
import { POST as submit } from "./v1/generate/route";
import { GET as look } from "./v1/jobs/[id]/route";
import { GET as list } from "./v1/jobs/route";

/**
 * The doors that machines knock at all the time: the engine's calls and the services' webhooks, dozens for one film, and
 * what programs submit and look at. Their own routes answer, on the same port, without Next's handling of a page request
 * around them, which takes longer than what they do. In production only: in development Next reloads the routes. All else,
 * and any other method, is Next's.
 */

type Params = Record<string, string>;
type Answer = (request: Request, params: Params) => Promise<Response>;
/** `most`: the bytes of a body that its route takes; of a larger one it gets the beginning, and says that it is too large. */
type Door = { method: "GET" | "POST"; path: RegExp; most: number; answer: Answer };

/** At least what any of the other routes takes. */
const small = 1024 * 1024;

const routed =
  (route: typeof submit): Answer =>
  (request, params) =>
    route(request, { params: Promise.resolve(params) });
const asked =
  (route: typeof submit): Answer =>
  (request, params) =>
    first(() => routed(route)(request, params));

const doors: Door[] = [
  {
    method: "POST",
    path: /^\/api\/inngest$/,
    most: 40 * 1024 * 1024, // a run's whole state
    answer: (request) => inTurn(() => fromEngine(request as NextRequest, undefined)),
  },
  {
    method: "POST",
    path: /^\/api\/answers\/(?<call>[^/]+)\/(?<token>[^/]+)$/,
    most: small,
    answer: routed(fromService),
  },
  { method: "POST", path: /^\/v1\/generate$/, most: small, answer: asked(submit) },
  { method: "GET", path: /^\/v1\/jobs$/, most: 0, answer: asked(list) },
  { method: "GET", path: /^\/v1\/jobs\/(?<id>[\w-]+)$/, most: 0, answer: asked(look) },
];

const mostDrained = 32 * 1024 * 1024;

const patched = Server.prototype as Server & { goesStraight?: true };

export function goStraight(): void {
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

function find({ method, url = "" }: IncomingMessage): { door: Door; params: Params } | undefined {
  const [path = ""] = url.split("?", 1);
  for (const door of doors) {
    const match = door.method === method ? door.path.exec(path) : null;
    if (match) return { door, params: { ...match.groups } };
  }
  return undefined;
}

async function serve(door: Door, params: Params, from: IncomingMessage, to: ServerResponse): Promise<void> {
  try {
    const answer = await door.answer(await webRequest(from, to, door.most), params);
    const body = Buffer.from(await answer.arrayBuffer());
    to.writeHead(answer.status, {
      ...answerHeaders,
      ...Object.fromEntries(answer.headers),
      "content-length": body.length,
    });
    to.end(body);
    if (!from.complete) drain(from);
  } catch {
    // The routes answer for what they throw: what is left is a caller who hung up.
    to.destroy();
  }
}

/** Reads on what nobody wants: who is still sending would otherwise lose the connection before the answer is read. */
function drain(from: IncomingMessage): void {
  let left = mostDrained;
  from.on("data", (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) from.socket.destroy();
  });
  from.resume();
}

async function webRequest(from: IncomingMessage, to: ServerResponse, most: number): Promise<Request> {
  const url = `http://${from.headers.host ?? "localhost"}${from.url}`;
  const headers = new Headers();
  for (const [name, value] of Object.entries(from.headers)) {
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  const { method = "GET" } = from;
  const gone = new AbortController();
  to.once("close", () => gone.abort());
  const { signal } = gone;
  if (method === "GET") return new Request(url, { method, headers, signal });
  return new Request(url, { method, headers, signal, body: await beginningOf(from, most) });
}

/** A body; of one that is larger than `most` only so much that its route sees that it is. */
function beginningOf(from: IncomingMessage, most: number): Promise<Buffer<ArrayBuffer>> {
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
