import type { TextKind } from "../define-template";

/** The looks of the kinds of text: sizes are of the frame's shorter side. */
export const kinds: Record<
  TextKind,
  { size: number; smallest: number; weight: 400 | 500 | 700 | 900; lineHeight: number }
> = {
  title: { size: 0.12, smallest: 0.036, weight: 900, lineHeight: 1.2 },
  subtitle: { size: 0.052, smallest: 0.03, weight: 500, lineHeight: 1.36 },
  quote: { size: 0.062, smallest: 0.03, weight: 700, lineHeight: 1.36 },
  "call-to-action": { size: 0.056, smallest: 0.028, weight: 700, lineHeight: 1.25 },
};
