"use client";

import { createContext, type ReactNode, useContext, useMemo, useSyncExternalStore } from "react";

const MadeAt = createContext(0);

/** Tells when the server made the page: until the page is alive it says the times of then, so that none changes at once. */
export const MadeNow = ({ at, children }: { at: number; children: ReactNode }) => (
  <MadeAt.Provider value={at}>{children}</MadeAt.Provider>
);

/** The time, renewed every `everyMs` while `ticking`. */
export function useNow(everyMs: number, ticking = true): number {
  const madeAt = useContext(MadeAt);
  const clock = useMemo(() => clockOf(everyMs, ticking), [everyMs, ticking]);
  return useSyncExternalStore(clock.tell, clock.read, () => madeAt);
}

function clockOf(everyMs: number, ticking: boolean) {
  let now = Date.now();
  return {
    read: () => now,
    tell: (changed: () => void) => {
      if (!ticking) return () => {};
      const timer = setInterval(() => {
        now = Date.now();
        changed();
      }, everyMs);
      return () => clearInterval(timer);
    },
  };
}
