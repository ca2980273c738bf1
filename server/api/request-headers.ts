import { z } from "zod";
import { Problem } from "@/lib/errors";
import type { RequestLike } from "../http/request-like";

/** The options in the headers of a submit. */

/** The header `Idempotency-Key` of a request that starts this. */
export const idempotencyKeySchema = (started: "job" | "batch", examples: string[]) =>
  z
    .string()
    .max(255)
    .meta({
      examples,
      description: `Repeating a request with the same key and body within 24 hours returns the same ${started}. Plain or quoted.`,
    });

/** The `Idempotency-Key`, bare or as the quoted string of the draft standard. */
export function idempotencyKeyOf(request: RequestLike): string | undefined {
  const given = request.headers.get("idempotency-key")?.trim();
  if (given === undefined) return undefined;
  const quoted = /^"((?:[^"\\]|\\["\\])*)"$/.exec(given)?.[1];
  const key = quoted?.replace(/\\(["\\])/g, "$1") ?? given;
  if (key.length >= 1 && key.length <= 255) return key;
  throw new Problem("invalid_request", "Idempotency-Key must have 1 to 255 characters.");
}

const longestWait = 60;

/** The seconds of `Prefer: wait=30`, at most 60; null without a `wait` (RFC 7240). */
export function secondsToWait(request: RequestLike): number | null {
  const wait = /(?:^|,)\s*wait\s*=\s*"?(\d{1,6})"?\s*(?:[,;]|$)/i.exec(request.headers.get("prefer") ?? "")?.[1];
  return wait === undefined ? null : Math.min(Number(wait), longestWait);
}
