/**
 * Every code a caller can meet, with its HTTP status. One table: `Problem` is thrown anywhere, the door translates it
 * once, and the API document lists it.
 */
export const errorCodes = {
  invalid_request: { status: 400, title: "The request is not valid", retryable: false },
  invalid_json: { status: 400, title: "The body is not valid JSON", retryable: false },
  unknown_model: { status: 400, title: "No such model", retryable: false },
  invalid_media: { status: 400, title: "The media cannot be used", retryable: false },
  unreachable_url: { status: 400, title: "The URL cannot be fetched", retryable: false },
  unauthorized: { status: 401, title: "A valid API key is needed", retryable: false },
  budget_exceeded: { status: 402, title: "It costs more than is allowed", retryable: false },
  forbidden: { status: 403, title: "Not allowed", retryable: false },
  not_found: { status: 404, title: "Not found", retryable: false },
  method_not_allowed: { status: 405, title: "Method not allowed", retryable: false },
  request_timeout: { status: 408, title: "The request did not come in time", retryable: true },
  conflict: { status: 409, title: "The state does not allow this", retryable: false },
  length_mismatch: { status: 400, title: "The body is not as long as declared", retryable: true },
  payload_too_large: { status: 413, title: "The body is too large", retryable: false },
  unsupported_media_type: { status: 415, title: "The media type is not supported", retryable: false },
  range_not_satisfiable: { status: 416, title: "The range lies outside the file", retryable: false },
  idempotency_mismatch: { status: 422, title: "The Idempotency-Key was used for another body", retryable: false },
  headers_too_large: { status: 431, title: "The headers are too large", retryable: false },
  rate_limited: { status: 429, title: "Too many requests", retryable: true },
  too_many_jobs: { status: 429, title: "Too many jobs under way", retryable: true },
  internal: { status: 500, title: "Something failed on our side", retryable: true },
  storage_full: { status: 507, title: "There is no room left to keep it", retryable: true },
  unavailable: { status: 503, title: "Not available just now", retryable: true },
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** One offending field: `pointer` is an RFC 6901 JSON pointer into the request body. */
export type FieldError = { pointer: string; detail: string };

/** A refusal for people: `detail` says what is wrong and what to do, `errors` name the fields. */
export class Problem extends Error {
  readonly code: ErrorCode;
  readonly errors: FieldError[];
  readonly headers: Record<string, string>;

  constructor(
    code: ErrorCode,
    detail: string,
    options: { errors?: FieldError[]; headers?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(detail, { cause: options.cause });
    this.name = "Problem";
    this.code = code;
    this.errors = options.errors ?? [];
    this.headers = options.headers ?? {};
  }

  get status(): number {
    return errorCodes[this.code].status;
  }
}

/** A request refused because of one field. */
export function fieldProblem(code: ErrorCode, pointer: string, detail: string): Problem {
  return new Problem(code, detail, { errors: [{ pointer, detail }] });
}
