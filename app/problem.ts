import { errorCodes, Problem } from "@/lib/errors";
import type { ProblemBody } from "@/lib/job";
import { log } from "@/lib/log";

/** An error as an RFC 9457 answer. What is not a Problem is our fault: logged whole, told in general. */
export function problemResponse(error: unknown, { requestId, instance }: { requestId: string; instance: string }) {
  const problem =
    error instanceof Problem
      ? error
      : new Problem("internal", `Something failed on our side. Tell the operator the request id ${requestId}.`);
  if (!(error instanceof Problem)) log("error", "request failed", { requestId, instance, error });
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
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      "x-request-id": requestId,
      ...problem.headers,
    },
  });
}
