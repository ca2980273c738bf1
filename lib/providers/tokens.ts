import type { Usage } from "../schemas/job";

/** The tokens of an answer; null where the vendor does not tell both numbers. */
export const tokens = (input: number | null | undefined, output: number | null | undefined): Usage | null =>
  input == null || output == null ? null : { inputTokens: input, outputTokens: output };
