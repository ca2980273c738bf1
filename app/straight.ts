import { type IncomingMessage, Server, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { NextRequest } from "next/server";
import { POST as fromService } from "./api/answers/[call]/[token]/route";
import { POST as fromEngine } from "./api/inngest/route";
import { inTurn } from "./turns";

/**
 * The two doors that machines knock at, dozens of times for one film: the engine's calls and the services' webhooks. Their
 * own routes answer, on the same port, without Next's handling of a page request around them, which takes longer than what
 * they do. In production only: in development Next reloads the routes. All else, and any other method, is Next's.
 */

type Params = Record<string, string>;
type Door = { path: RegExp; answer: (request: Request, params: Params) => Promise<Response> };

const doors: Door[] = [
  { path: /^\/api\/inngest$/, answer: (request) => inTurn(() => fromEngine(request as NextRequest, undefined)) },
  {
    path: /^\/api\/answers\/(?<call>[^/]+)\/(?<token>[^/]+)$/,
    answer: (request, params) => fromService(request, { params: Promise.resolve(params) }),
  },
];

/** What is read before the route sees it; a larger body is handed on as a stream, and the route says when it is too large. */
const smallBody = 256 * 1024;

const mostDrained = 32 * 1024 * 1024;

const patched = Server.prototype as Server & { goesStraight?: true };

export function goStraight(): void {
  if (patched.goesStraight) return;
  patched.goesStraight = true;
  const { emit } = Server.prototype;
  patched.emit = function (this: Server, ...event: [string | symbol, ...unknown[]]) {
    const [name, request, response] = event as [string, IncomingMessage, ServerResponse];
    const found = name === "request" && request.method === "POST" ? find(request) : undefined;
    if (!found) return Reflect.apply(emit, this, event);
    void serve(found.door, found.params, request, response);
    return true;
  };
}

function find({ url = "" }: IncomingMessage): { door: Door; params: Params } | undefined {
  if (!url.startsWith("/api/")) return undefined;
  const [path = ""] = url.split("?", 1);
  for (const door of doors) {
    const match = door.path.exec(path);
    if (match) return { door, params: { ...match.groups } };
  }
  return undefined;
}

async function serve(door: Door, params: Params, from: IncomingMessage, to: ServerResponse): Promise<void> {
  try {
    const answer = await door.answer(await webRequest(from), params);
    const body = Buffer.from(await answer.arrayBuffer());
    to.writeHead(answer.status, {
      ...Object.fromEntries(answer.headers),
      "content-length": body.length,
      "x-content-type-options": "nosniff",
    });
    to.end(body);
    if (!from.complete) drain(from);
  } catch {
    // Both routes answer for what they throw: what is left is a caller who hung up.
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

async function webRequest(from: IncomingMessage): Promise<Request> {
  const url = `http://${from.headers.host ?? "localhost"}${from.url}`;
  const headers = new Headers();
  for (const [name, value] of Object.entries(from.headers)) {
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  const isSmall = Number(from.headers["content-length"] ?? Number.POSITIVE_INFINITY) <= smallBody;
  if (!isSmall) {
    const body = Readable.toWeb(from) as ReadableStream<Uint8Array>;
    return new Request(url, { method: "POST", headers, body, duplex: "half" } as RequestInit);
  }
  const chunks: Buffer[] = [];
  for await (const chunk of from) chunks.push(chunk);
  return new Request(url, { method: "POST", headers, body: Buffer.concat(chunks) });
}
