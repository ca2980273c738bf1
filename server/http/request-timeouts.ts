import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { Problem } from "@/lib/errors";
import { withoutBase } from "./base-path";
import { refuseConnection } from "./raw-problem";

/** Milliseconds. A gigabyte over a line of 3 Mbit/s. */
const longest = 3_600_000;
/** For every other body: the largest are a run's whole state, from an engine near by. */
const ordinary = 30_000;
/** A process that was stopped for a while finds the time over before it has read what came meanwhile. */
const grace = 1_000;

/**
 * Node ends every request that is not whole after five minutes, and with it the upload of a large film over an ordinary
 * line. Who uploads too slowly is sent away by its pace instead, and whoever else sends a body has half a minute for it:
 * so have uploads once they are answered. Next gives no access to its server; its first request does.
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
