export type MediaErrorCode =
  | "not_media"
  | "not_decodable"
  | "too_many_pixels"
  | "animated"
  | "no_video"
  | "no_audio"
  | "frame_rate"
  | "too_long"
  | "too_large"
  | "timeout"
  | "tool_missing"
  /** A signal from outside the app ended the tool, as when the machine's memory is short. */
  | "tool_killed"
  | "tool_failed";

/** A refused file; `message` is for its sender. */
export class MediaError extends Error {
  override readonly name = "MediaError";
  readonly code: MediaErrorCode;

  constructor(code: MediaErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** Whether this machine rather than the file may be the cause, so that the same file may be accepted later. */
export const isOurs = ({ code }: MediaError) => code === "timeout" || code === "tool_missing" || code === "tool_killed";
