/**
 * What workflows use a role for, where that may have a list of its own: `LANGUAGE_STORYBOARD` for `storyboard`. A call
 * names it as `purpose`. One line per purpose.
 */
export const purposes = {
  /** A language model divides a story into scenes. */
  storyboard: { role: "language" },
} as const satisfies Record<string, { role: string }>;
export type Purpose = keyof typeof purposes;

/** The purposes that may have a list of their own for a role. */
export const purposesOf = (role: string): Purpose[] =>
  Object.entries(purposes).flatMap(([purpose, one]) => (one.role === role ? [purpose as Purpose] : []));
