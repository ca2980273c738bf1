import { randomUUID } from "node:crypto";
import { type IncomingMessage, Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { env } from "@/lib/env";
import { Problem } from "@/lib/errors";
import * as paths from "../api/openapi/paths";
import { withoutBase } from "../http/base-path";
import { drainBody } from "../http/drain-body";
import { isHost } from "../http/host-header";
import { problemAnswer } from "../http/problem-response";
import { refuseConnection } from "../http/raw-problem";
import { answerHeaders } from "../http/security-headers";

/**
 * What never gets to a route: an address that is none, a method that an address does not have, and what is no request at
 * all. Next and Node answer these by themselves, without a word or with a page; so they are looked at before them, by the
 * API's own description and the few addresses beside it.
 */
const patched = Server.prototype as Server & { hasGate?: true };

export function installRequestGuard(): void {
  if (patched.hasGate) return;
  patched.hasGate = true;
  const { NODE_ENV } = env();
  const emit: (this: Server, event: string, ...given: unknown[]) => boolean = Server.prototype.emit;
  patched.emit = function (this: Server, event: string, ...given: unknown[]): boolean {
    if (event === "clientError") return refuseClient(...(given as [NodeJS.ErrnoException, Duplex]));
    if (event === "connection") leaveToUs(this, NODE_ENV);
    const [request, response] = given as [IncomingMessage, ServerResponse];
    if (event === "request" && request.url === "*" && request.method === "OPTIONS") return tellMethods(response);
    const problem = event === "request" && problemOf(request);
    if (!problem) return emit.call(this, event, ...given);
    const about = { requestId: randomUUID(), instance: pathOf(request) };
    const { status, headers, body } = problemAnswer(problem, about);
    drainBody(request);
    response.writeHead(status, { ...answerHeaders, ...headers, "content-length": Buffer.byteLength(body) });
    response.end(request.method === "HEAD" ? undefined : body);
    return true;
  };
}

/**
 * What Node refuses without a word: a request that names no host, one that expects more than `100-continue`, a tunnel, and
 * one that offers another protocol. It may be answered in this one, which Node does where nothing listens for it: in
 * development Next does, for its own socket.
 */
function leaveToUs(server: Server, mode: string): void {
  Object.assign(server, { requireHostHeader: false });
  if (mode === "production") server.removeAllListeners("upgrade");
  if (server.listenerCount("connect") === 0) {
    server.on("connect", ({ url = "" }, socket) => {
      refuseConnection(
        socket,
        new Problem("method_not_allowed", "CONNECT is not supported: this server is not a proxy."),
        url,
      );
    });
  }
  if (server.listenerCount("checkExpectation") > 0) return;
  server.on("checkExpectation", (request, response) => server.emit("request", request, response));
}

function tellMethods(response: ServerResponse): true {
  response.writeHead(204, { ...answerHeaders, allow: "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS" }).end();
  return true;
}

const pathOf = ({ url = "" }: IncomingMessage) => withoutBase(url).split("?")[0] ?? "";

/** The addresses of the app that are no page and not in the API's description. */
const others = {
  "/health": { get: {} },
  "/files/{name}": { get: {} },
  "/sign-in": { get: {}, post: {} },
  "/api/sign-out": { post: {} },
  "/api/answers/{call}/{token}": { post: {} },
  "/api/inngest": { get: {}, post: {}, put: {} },
};

const addresses = Object.entries(Object.assign({}, others, ...Object.values(paths)) as Record<string, object>).map(
  ([template, methods]) => {
    const names = Object.keys(methods).map((name) => name.toUpperCase());
    const pattern = template.replace(/\./g, "\\.").replace(/\{\w+\}/g, "[^/]+");
    return {
      pattern: new RegExp(`^${pattern}/?$`), // Next leads the one with a slash to the one without
      allowed: [...names, ...(names.includes("GET") ? ["HEAD"] : []), "OPTIONS"],
      isFixed: !template.includes("{"),
    };
  },
);

function problemOf(request: IncomingMessage): Problem | null {
  const path = pathOf(request);
  if (request.headers.host === undefined && request.httpVersion === "1.1") {
    return new Problem("invalid_request", "The Host header is missing.");
  }
  if (request.headers.host !== undefined && !isHost(request.headers.host)) {
    return new Problem(
      "invalid_request",
      "The Host header is invalid. Send a host name or an IP address, with an optional port.",
    );
  }
  if (!path.startsWith("/")) return new Problem("invalid_request", "The path must start with a slash.");
  if (!/^\/(v1|cancel|api|health|files|sign-in)(\/|$)/.test(path)) return null;
  try {
    decodeURIComponent(path);
  } catch {
    return new Problem("invalid_request", "The path contains invalid percent-encoding.");
  }
  const fitting = addresses.filter(({ pattern }) => pattern.test(path));
  const found = fitting.find(({ isFixed }) => isFixed) ?? fitting[0];
  if (!found) {
    const detail = `No such path: ${path.slice(0, 200)}. See /v1/openapi.json for the API.`;
    return new Problem("not_found", detail);
  }
  if (found.allowed.includes(request.method ?? "")) return null;
  const allow = found.allowed.join(", ");
  return new Problem("method_not_allowed", `This path supports ${allow}.`, { headers: { allow } });
}

/** What Node's parser could make no request of. A connection that just broke hears nothing. */
function refuseClient(error: NodeJS.ErrnoException, socket: Duplex): boolean {
  // A request on this connection that is being answered would be cut in two by another answer.
  const { _httpMessage: answering } = socket as Duplex & { _httpMessage?: ServerResponse };
  if (error.code === "ECONNRESET" || !socket.writable || answering?.headersSent) socket.destroy(error);
  else refuseConnection(socket, clientProblem(error.code), "");
  return true;
}

function clientProblem(code = ""): Problem {
  if (code === "HPE_HEADER_OVERFLOW") {
    return new Problem("headers_too_large", "The request line and headers exceed 16 KB.");
  }
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") {
    return new Problem("request_timeout", "The request did not arrive completely in time. Retry.");
  }
  return new Problem("invalid_request", "This is not a valid HTTP request.");
}
