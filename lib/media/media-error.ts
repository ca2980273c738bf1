export type MediaErrorCode =
  | "not_media"
  | "not_decodable"
  | "too_many_pixels"
  | "animated"
  | "no_video"
  | "no_audio"
  | "frame_rate"
  | "too_long"
  | "timeout"
  | "tool_missing"
  | "tool_failed";

/** A file that is not taken; `message` is for the person who sent it. */
export class MediaError extends Error {
  override readonly name = "MediaError";
  readonly code: MediaErrorCode;

  constructor(code: MediaErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
