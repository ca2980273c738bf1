/** One line of the table. Lines without a target are informative. */
export type Counted = { what: string; found: number | string; target?: number | string };

export const hasTarget = ({ target }: Counted) => target !== undefined;
export const isMissed = ({ found, target }: Counted) => target !== undefined && found !== target;
