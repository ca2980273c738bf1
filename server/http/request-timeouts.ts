import type { IncomingMessage, ServerResponse } from "node:http";
import { Problem } from "@/lib/errors";
import { refuseConnection } from "./raw-problem";

/** Milliseconds for every body but an upload's: the largest are a run's whole state, from a nearby engine. */
const ordinary = 30_000;
/** A process that was paused finds the time expired before it has read the bytes that arrived meanwhile. */
const grace = 1_000;

/**
 * The server gives every request an hour, for large uploads over an ordinary line, whose pacer ends the slow ones. Other
 * bodies, and uploads after their response, get half a minute.
 */
export function limitBody(
  request: IncomingMessage,
  response: ServerResponse,
  { isLong, bodyMs = ordinary }: { isLong: boolean; bodyMs?: number },
): void {
  if (!hasBody(request)) return;
  if (isLong) response.once("finish", () => limit(request, response, bodyMs));
  else limit(request, response, bodyMs);
}

export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;

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
