/** How many takes of a step can be made at once. Without zod, for the studio. */
export const mostCandidates = 4;
