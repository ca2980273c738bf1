/** One line of the table. Without a target it is told for information. */
export type Counted = { what: string; found: number | string; target?: number | string };

export const hasTarget = ({ target }: Counted) => target !== undefined;
export const isMissed = ({ found, target }: Counted) => target !== undefined && found !== target;
