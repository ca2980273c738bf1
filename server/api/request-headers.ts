import { Problem } from "@/lib/errors";
import type { RequestLike } from "../http/request-like";

/** What the headers of a submit ask for. */

/** The `Idempotency-Key`, bare or as the quoted string that the draft standard asks for. */
export function idempotencyKeyOf(request: RequestLike): string | undefined {
  const given = request.headers.get("idempotency-key")?.trim();
  if (given === undefined) return undefined;
  const quoted = /^"((?:[^"\\]|\\["\\])*)"$/.exec(given)?.[1];
  const key = quoted?.replace(/\\(["\\])/g, "$1") ?? given;
  if (key.length >= 1 && key.length <= 255) return key;
  throw new Problem("invalid_request", "Idempotency-Key must have 1 to 255 characters.");
}

const longestWait = 60;

/** The seconds of `Prefer: wait=30`, at most 60; null when nothing is preferred that we understand (RFC 7240). */
export function secondsToWait(request: RequestLike): number | null {
  const wait = /(?:^|,)\s*wait\s*=\s*"?(\d{1,6})"?\s*(?:[,;]|$)/i.exec(request.headers.get("prefer") ?? "")?.[1];
  return wait === undefined ? null : Math.min(Number(wait), longestWait);
}
