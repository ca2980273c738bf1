import type { IncomingMessage, ServerResponse } from "node:http";
import { env, listed } from "@/lib/env";

/** The headers that a page of another origin may send, and those that it may read, beyond the default ones. */
const sent = [
  ...["authorization", "content-type", "idempotency-key", "if-none-match", "last-event-id", "prefer", "range"],
  "x-api-key",
].join(", ");
const read = [
  ...["content-disposition", "content-length", "content-range", "etag", "idempotent-replayed", "location"],
  ...["preference-applied", "ratelimit", "ratelimit-policy", "retry-after", "x-request-id"],
].join(", ");

/**
 * Lets the pages of `ALLOW_ORIGINS` use an endpoint (CORS). Browsers must not send cookies along: such a page uses a key,
 * not its visitor's session.
 */
export function originHeaders(request: IncomingMessage, response: ServerResponse): void {
  origins ??= listed(env().ALLOW_ORIGINS).map((origin) => origin.toLowerCase().replace(/\/$/, ""));
  if (origins.length === 0) return;
  response.setHeader("vary", "origin");
  const { origin } = request.headers;
  const allowed = origins.includes("*") ? "*" : origin && origins.includes(origin) ? origin : null;
  if (!allowed) return;
  response.setHeader("access-control-allow-origin", allowed);
  response.setHeader("access-control-expose-headers", read);
  if (request.method !== "OPTIONS" || !request.headers["access-control-request-method"]) return;
  response.setHeader("access-control-allow-methods", "GET, HEAD, POST, PUT, PATCH, DELETE");
  response.setHeader("access-control-allow-headers", sent);
  response.setHeader("access-control-max-age", "7200");
}

let origins: string[] | undefined;
