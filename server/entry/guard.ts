import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { Problem } from "@/lib/errors";
import { withoutBase } from "../http/base-path";
import { drainBody } from "../http/drain-body";
import { isHost } from "../http/host-header";
import { problemAnswer } from "../http/problem-response";
import { refuseConnection } from "../http/raw-problem";
import { answerHeaders } from "../http/security-headers";
import type { Addresses } from "./addresses";

/**
 * Answers requests that never reach a route: unknown paths (404), unsupported methods (405), malformed HTTP (400). Next
 * and Node would answer them with a page or an empty body, so this checks first, by the addresses of the endpoints.
 */
export function refuseRequest(addresses: Addresses, request: IncomingMessage, response: ServerResponse): boolean {
  if (request.url === "*" && request.method === "OPTIONS") return answerOptions(response);
  const problem = problemOf(addresses, request);
  if (!problem) return false;
  const about = { requestId: randomUUID(), instance: pathOf(request) };
  const { status, headers, body } = problemAnswer(problem, about);
  drainBody(request);
  response.writeHead(status, { ...answerHeaders, ...headers, "content-length": Buffer.byteLength(body) });
  response.end(request.method === "HEAD" ? undefined : body);
  return true;
}

export function refuseTunnel({ url = "" }: IncomingMessage, socket: Duplex): void {
  const problem = new Problem("method_not_allowed", "CONNECT is not supported: this server is not a proxy.");
  refuseConnection(socket, problem, url);
}

function answerOptions(response: ServerResponse): true {
  response.writeHead(204, { ...answerHeaders, allow: "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS" }).end();
  return true;
}

export const pathOf = ({ url = "" }: IncomingMessage) => withoutBase(url).split("?")[0] ?? "";

function problemOf({ isEndpoint, find }: Addresses, request: IncomingMessage): Problem | null {
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
  if (!isEndpoint(path)) return null;
  try {
    decodeURIComponent(path);
  } catch {
    return new Problem("invalid_request", "The path contains invalid percent-encoding.");
  }
  const found = find(path);
  if (!found) {
    const detail = `No such path: ${path.slice(0, 200)}. See /v1/openapi.json for the API.`;
    return new Problem("not_found", detail);
  }
  if (found.allowed.includes(request.method ?? "")) return null;
  const allow = found.allowed.join(", ");
  return new Problem("method_not_allowed", `This path supports ${allow}.`, { headers: { allow } });
}

/** The latest response of each connection. */
const responses = new WeakMap<Duplex, ServerResponse>();

export function noteResponse({ socket }: IncomingMessage, response: ServerResponse): void {
  responses.set(socket, response);
}

/** Bytes that Node's parser could not read as a request. A connection that broke gets no response. */
export function refuseClient(error: NodeJS.ErrnoException, socket: Duplex): void {
  // A second response would cut into a response in progress on this connection.
  const last = responses.get(socket);
  const isAnswering = last?.headersSent && !last.writableFinished;
  if (error.code === "ECONNRESET" || !socket.writable || isAnswering) socket.destroy(error);
  else refuseConnection(socket, clientProblem(error.code), "");
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
