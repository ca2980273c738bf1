/**
 * The response to a message: `status` is null when none arrived; `answer` is its first 1 KB, or why there was none.
 * `isFinal`: a later attempt would be refused as well. `retryAfter`: seconds.
 */
export type Reply = {
  status: number | null;
  milliseconds: number;
  answer: string;
  retryAfter: number | null;
  isFinal: boolean;
};

export const isSuccess = ({ status }: Reply) => status !== null && status >= 200 && status < 300;

/** Leaves out a last character that would be cut in two. */
export const firstKilobyte = (text: string) =>
  new TextDecoder().decode(Buffer.from(text).subarray(0, 1024), { stream: true });
