import type { ProblemBody } from "../schemas/job";

/**
 * A refusal of the API, in its words. `status` 0: the server was not reached, or did not answer in time. `code` is one of
 * the API's table; `errors` name the fields as JSON pointers into the request.
 */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly retryable: boolean;
  readonly errors: ProblemBody["errors"];
  /** Seconds to wait before the next try, when the server named them. */
  readonly retryAfter: number | null;

  constructor(status: number, problem: Partial<ProblemBody>, retryAfter: number | null = null) {
    super(problem.detail || problem.title || `The server answered ${status}.`);
    this.name = "ApiError";
    this.status = status;
    this.code = problem.code ?? (status === 0 ? "unreachable" : "unknown");
    this.retryable = problem.retryable ?? (status === 0 || status >= 500);
    this.errors = problem.errors ?? [];
    this.retryAfter = retryAfter;
  }
}

/** Reads a refusal, whoever gave it: a proxy in between does not speak `application/problem+json`. */
export async function apiError(response: Response): Promise<ApiError> {
  const after = Number(response.headers.get("retry-after") ?? Number.NaN);
  const problem: unknown = await response.json().catch(() => ({}));
  const known = problem && typeof problem === "object" ? (problem as Partial<ProblemBody>) : {};
  return new ApiError(response.status, known, Number.isFinite(after) ? after : null);
}
