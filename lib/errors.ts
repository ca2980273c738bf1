/**
 * Every error code of the API with its HTTP status, in one table: any code throws a `Problem`, `defineRoute` turns it
 * into a response, and the API document lists the codes.
 */
export const errorCodes = {
  invalid_request: { status: 400, title: "Invalid request", retryable: false },
  invalid_json: { status: 400, title: "Invalid JSON", retryable: false },
  unknown_model: { status: 400, title: "Unknown model", retryable: false },
  invalid_media: { status: 400, title: "Unusable media", retryable: false },
  unreachable_url: { status: 400, title: "Unreachable URL", retryable: false },
  unauthorized: { status: 401, title: "Valid API key required", retryable: false },
  invalid_signature: { status: 401, title: "Invalid webhook signature", retryable: false },
  budget_exceeded: { status: 402, title: "Budget exceeded", retryable: false },
  forbidden: { status: 403, title: "Forbidden", retryable: false },
  not_found: { status: 404, title: "Not found", retryable: false },
  method_not_allowed: { status: 405, title: "Method not allowed", retryable: false },
  request_timeout: { status: 408, title: "Request timeout", retryable: true },
  conflict: { status: 409, title: "Conflict with the current state", retryable: false },
  length_mismatch: { status: 400, title: "Body length does not match", retryable: true },
  payload_too_large: { status: 413, title: "Body too large", retryable: false },
  unsupported_media_type: { status: 415, title: "Unsupported media type", retryable: false },
  range_not_satisfiable: { status: 416, title: "Range outside the file", retryable: false },
  idempotency_mismatch: { status: 422, title: "Idempotency-Key already used with a different body", retryable: false },
  headers_too_large: { status: 431, title: "Headers too large", retryable: false },
  rate_limited: { status: 429, title: "Too many requests", retryable: true },
  too_many_jobs: { status: 429, title: "Too many concurrent jobs", retryable: true },
  internal: { status: 500, title: "Internal error", retryable: true },
  storage_full: { status: 507, title: "Storage is full", retryable: true },
  unavailable: { status: 503, title: "Temporarily unavailable", retryable: true },
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** An invalid field: `pointer` is an RFC 6901 JSON pointer into the request body. */
export type FieldError = { pointer: string; detail: string };

/** An error for the caller: `detail` says what is wrong and what to do, `errors` name the fields. */
export class Problem extends Error {
  readonly code: ErrorCode;
  readonly errors: FieldError[];
  readonly headers: Record<string, string>;
  /** The take of the step that is what the caller requested. */
  readonly take: number | undefined;

  constructor(
    code: ErrorCode,
    detail: string,
    options: { errors?: FieldError[]; headers?: Record<string, string>; take?: number; cause?: unknown } = {},
  ) {
    super(detail, { cause: options.cause });
    this.name = "Problem";
    this.code = code;
    this.errors = options.errors ?? [];
    this.headers = options.headers ?? {};
    this.take = options.take;
  }

  get status(): number {
    return errorCodes[this.code].status;
  }
}

/** An error about one field. */
export function fieldProblem(code: ErrorCode, pointer: string, detail: string): Problem {
  return new Problem(code, detail, { errors: [{ pointer, detail }] });
}
