import { isDatabaseAway, isDatabaseFull } from "@/db/core/errors";
import { type ErrorCode, errorCodes, Problem } from "@/lib/errors";
import { log } from "@/lib/log";
import type { ProblemBody } from "@/lib/schemas/job";
import { StorageError } from "@/lib/storage";

type About = { requestId: string; instance: string };

/**
 * An error as an RFC 9457 response. An error that is not a Problem is internal: it is logged whole, and the caller gets
 * a general sentence.
 */
export function problemResponse(error: unknown, about: About): Response {
  const { body, ...rest } = problemAnswer(error, about);
  return new Response(body, rest);
}

export function problemAnswer(error: unknown, { requestId, instance }: About) {
  const problem = problemOf(error, requestId);
  if (problem !== error) log("error", "request failed", { requestId, instance, error });
  const { status, title, retryable } = errorCodes[problem.code];
  const body: ProblemBody = {
    type: `urn:nextscene:problem:${problem.code}`,
    title,
    status,
    detail: problem.message,
    instance,
    code: problem.code,
    requestId,
    retryable,
    errors: problem.errors,
    ...(problem.take !== undefined && { take: problem.take }),
  };
  const headers: Record<string, string> = {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    "x-request-id": requestId,
  };
  if ([429, 503].includes(status)) headers["retry-after"] = "5";
  return { status, headers: { ...headers, ...problem.headers }, body: JSON.stringify(body) };
}

/** Errors of a missing or full storage or database get their own code and `retry-after`, because they pass. */
function problemOf(error: unknown, requestId: string): Problem {
  if (error instanceof Problem) return error;
  const again = (code: ErrorCode, detail: string, seconds: number) =>
    new Problem(code, detail, { headers: { "retry-after": String(seconds) } });
  const isStorage = error instanceof StorageError;
  if (isStorage && error.code === "unavailable") {
    return again("unavailable", "Media storage is temporarily unavailable. Retry in a few seconds.", 10);
  }
  if (isDatabaseAway(error)) {
    return again("unavailable", "The database is temporarily unavailable. Retry in a few seconds.", 10);
  }
  const noRoom = error instanceof Error && "code" in error && error.code === "ENOSPC";
  if (noRoom || (isStorage && error.code === "disk_full") || isDatabaseFull(error)) {
    return again("storage_full", "Storage is full. Tell the operator and retry later.", 300);
  }
  return new Problem(
    "internal",
    `Internal error. Details are in the server log under request id ${requestId}: tell the operator.`,
  );
}
