export type SendErrorCode =
  /** The address, port or scheme is not one we talk to. */
  | "refused_address"
  /** No connection came about: no such name, connection refused, TLS not agreed. */
  | "unreachable"
  | "timeout"
  | "reset"
  | "too_large"
  /** The answer was compressed although only plain bytes were accepted. */
  | "encoding"
  | "redirect"
  /** The other side does not speak HTTP, or a download was answered with another status than 200. */
  | "protocol";

/**
 * What went wrong outside the house.
 *
 * `delivered` is the fact that decides about paying twice: "no" means that not one byte of the request left, so it may
 * be sent again; "maybe" means that the other side may have received it. `status` is set when an answer did come.
 */
export class SendError extends Error {
  override readonly name = "SendError";
  readonly code: SendErrorCode;
  readonly delivered: "no" | "maybe";
  readonly retryable: boolean;
  readonly status: number | null;

  constructor(
    code: SendErrorCode,
    message: string,
    details: { delivered?: "no" | "maybe"; retryable?: boolean; status?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: details.cause });
    this.code = code;
    this.delivered = details.delivered ?? "no";
    this.retryable = details.retryable ?? (code === "unreachable" || code === "timeout" || code === "reset");
    this.status = details.status ?? null;
  }
}
