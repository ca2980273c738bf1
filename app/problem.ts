import { errorCodes, Problem } from "@/lib/errors";
import type { ProblemBody } from "@/lib/job";
import { log } from "@/lib/log";

type About = { requestId: string; instance: string };

/** An error as an RFC 9457 answer. What is not a Problem is our fault: logged whole, told in general. */
export function problemResponse(error: unknown, about: About): Response {
  const { body, ...rest } = problemAnswer(error, about);
  return new Response(body, rest);
}

export function problemAnswer(error: unknown, { requestId, instance }: About) {
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
  const headers: Record<string, string> = {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    "x-request-id": requestId,
  };
  return { status, headers: { ...headers, ...problem.headers }, body: JSON.stringify(body) };
}
