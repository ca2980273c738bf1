/** One line of the table. Lines without a target are informative. */
export type Counted = { what: string; found: number | string; target?: number | string; which?: string[] };

export const hasTarget = ({ target }: Counted) => target !== undefined;
export const isMissed = ({ found, target }: Counted) => target !== undefined && found !== target;

/** A line that must count nothing. `which` names what it found, one line each. */
export const none = (what: string, which: string[]): Counted => ({ what, found: which.length, target: 0, which });
