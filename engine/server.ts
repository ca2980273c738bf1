import { createServer, type IncomingMessage, type Server } from "node:http";
import { type Ask, type Reply, ROUTES, refusal } from "./api";
import { bearerToken, sameSecret } from "./keys";
import { MAX_REQUEST_BYTES } from "./limits";
import type { Engine } from "./state";

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_REQUEST_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

async function answer(engine: Engine, token: string, request: IncomingMessage): Promise<Reply> {
  const path = (request.url ?? "").split("?", 1)[0] ?? "";
  for (const { method, path: pattern, auth, answer } of ROUTES) {
    const match = method === request.method ? pattern.exec(path) : null;
    if (!match) continue;
    const params = match.slice(1).map(decode);
    const header = (name: string) => {
      const value = request.headers[name];
      return Array.isArray(value) ? value[0] : value;
    };
    if (auth === "event key" && !sameSecret(params[0] ?? "", engine.keys.eventKey)) {
      return refusal(401, "Event key not found");
    }
    if (auth === "signing key" && !sameSecret(header("authorization") ?? "", `Bearer ${token}`)) {
      return refusal(401, "Unauthorized");
    }
    const body = await bodyOf(request);
    if (body === undefined) return refusal(413, `the body is larger than ${MAX_REQUEST_BYTES} bytes`);
    const ask: Ask = { params, body, header };
    return answer(engine, ask);
  }
  return refusal(404, "not found");
}

/** The HTTP server: finds the route, checks the key before it reads the body, answers JSON. */
export function createEngineServer(engine: Engine): Server {
  const token = bearerToken(engine.keys.signingKey);
  const server = createServer(async (request, response) => {
    let result: Reply;
    try {
      result = await answer(engine, token, request);
    } catch (error) {
      engine.log("request failed", { reason: error instanceof Error ? error.message : String(error) });
      result = refusal(500, "internal error");
    }
    if (response.destroyed) return;
    const { status, json } = result;
    response.writeHead(status, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(json),
      // A connection with an unread body cannot be reused.
      ...(request.complete ? {} : { connection: "close" }),
    });
    response.end(json);
  });
  // Longer than any client keeps a connection, so that none closes just as a client uses it.
  server.keepAliveTimeout = 75_000;
  return server;
}
