import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { Problem } from "@/lib/errors";
import { withoutBase } from "./base-path";
import { refuseConnection } from "./raw-problem";

/** Milliseconds: a gigabyte over a line of 3 Mbit/s. */
const longest = 3_600_000;
/** For every other body: the largest are a run's whole state, from a nearby engine. */
const ordinary = 30_000;
/** A process that was paused finds the time expired before it has read the bytes that arrived meanwhile. */
const grace = 1_000;

/**
 * Node ends incomplete requests after five minutes, and with them large uploads over an ordinary line. The pacer ends
 * slow uploads instead; other bodies, and uploads after their response, get half a minute. Next gives no access to its
 * server; its first request does.
 */
export function allowLongRequests({ bodyMs = ordinary } = {}): void {
  subscribe("http.server.request.start", (message) => {
    const { server, request, response } = message as Started;
    server.requestTimeout = longest;
    if (!hasBody(request)) return;
    if (isUpload(request)) response.once("finish", () => limit(request, response, bodyMs));
    else limit(request, response, bodyMs);
  });
}

type Started = { server: Server; request: IncomingMessage; response: ServerResponse };

const hasBody = ({ headers }: IncomingMessage) =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
const isUpload = ({ method, url = "" }: IncomingMessage) =>
  method === "POST" && /^\/v1\/uploads\/?(\?|$)/.test(withoutBase(url));

function limit(request: IncomingMessage, response: ServerResponse, bodyMs: number): void {
  if (request.complete) return;
  const end = () => {
    if (request.complete || request.socket.destroyed) return;
    if (response.headersSent) return void request.socket.destroy();
    const detail = `The body did not arrive completely within ${bodyMs / 1000} s. Retry.`;
    refuseConnection(request.socket, new Problem("request_timeout", detail), request.url?.split("?")[0] ?? "");
  };
  let timer = setTimeout(() => {
    timer = setTimeout(end, grace).unref();
  }, bodyMs).unref();
  request.once("close", () => clearTimeout(timer));
}
