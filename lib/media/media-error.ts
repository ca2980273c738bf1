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
  /** It ended by a signal that was not ours, as where the machine's memory is short. */
  | "tool_killed"
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

/** Whether it is this machine's fault, or may be, and not the file's: the same file may be taken the next time. */
export const isOurs = ({ code }: MediaError) => code === "timeout" || code === "tool_missing" || code === "tool_killed";
