/**
 * What an engine that is killed can lose of a run that it keeps: that an invoked run has ended, or what would wake a wait.
 * The step stays open, as Inngest's own server leaves it.
 */
export const losses = ["ends", "waits"] as const;
export type Loss = (typeof losses)[number];

/** For tests: loses the next ones of a kind, as many as asked. */
export function createFaults() {
  const left: Record<Loss, number> = { ends: 0, waits: 0 };
  return {
    lose(what: Loss, count: number) {
      left[what] = count;
    },
    /** Whether this one is lost. */
    takes(what: Loss): boolean {
      if (left[what] === 0) return false;
      left[what] -= 1;
      return true;
    },
  };
}

export type Faults = ReturnType<typeof createFaults>;
