/**
 * What a killed engine can lose of a run that it keeps: the end of an invoked run, or a wait's listener and timer. The
 * step stays open, as in Inngest's own server.
 */
export const losses = ["ends", "waits"] as const;
export type Loss = (typeof losses)[number];

/** For tests: loses the next items of a kind, as many as requested. */
export function createFaults() {
  const left: Record<Loss, number> = { ends: 0, waits: 0 };
  return {
    lose(what: Loss, count: number) {
      left[what] = count;
    },
    /** Whether to lose this item. */
    takes(what: Loss): boolean {
      if (left[what] === 0) return false;
      left[what] -= 1;
      return true;
    },
  };
}

export type Faults = ReturnType<typeof createFaults>;
