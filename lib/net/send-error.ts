export type SendErrorCode =
  /** The client does not connect to this address, port or scheme. */
  | "refused_address"
  /** No connection: unknown name, connection refused, or TLS failed. */
  | "unreachable"
  | "timeout"
  | "reset"
  | "too_large"
  /** The server compressed the answer although the request accepted plain bytes only. */
  | "encoding"
  | "redirect"
  /** The server does not speak HTTP, or a download got a status other than 200. */
  | "protocol";

/**
 * An HTTP request of ours that failed.
 *
 * `delivered` decides whether a paid request may be repeated: "no" means that not one byte left, so it may; "maybe"
 * means that the server may have received it. `status` is set when an answer came.
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
