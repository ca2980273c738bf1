import type { ProblemBody } from "../schemas/job";

/**
 * An error answer of the API. `status` is 0 when the client got no answer: no connection, or a time-out. `code` is one
 * of the API's error codes; `errors` name the fields as JSON pointers into the request.
 */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly retryable: boolean;
  readonly errors: ProblemBody["errors"];
  /** The take of the step that is what the request would have made. */
  readonly take: number | undefined;
  /** Seconds to wait before the next try, from `Retry-After`; null when the server sent none. */
  readonly retryAfter: number | null;

  constructor(status: number, problem: Partial<ProblemBody>, retryAfter: number | null = null) {
    super(problem.detail || problem.title || `The server answered ${status}.`);
    this.name = "ApiError";
    this.status = status;
    this.code = problem.code ?? (status === 0 ? "unreachable" : "unknown");
    this.retryable = problem.retryable ?? (status === 0 || status >= 500);
    this.errors = problem.errors ?? [];
    this.take = problem.take;
    this.retryAfter = retryAfter;
  }
}

/** Reads an error answer. A proxy in between may not send `application/problem+json`, so every field is optional. */
export async function apiError(response: Response): Promise<ApiError> {
  const after = Number(response.headers.get("retry-after") ?? Number.NaN);
  const problem: unknown = await response.json().catch(() => ({}));
  const known = problem && typeof problem === "object" ? (problem as Partial<ProblemBody>) : {};
  return new ApiError(response.status, known, Number.isFinite(after) ? after : null);
}
