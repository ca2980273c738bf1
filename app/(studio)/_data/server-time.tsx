"use client";

import { createContext, type ReactNode, useContext, useMemo, useSyncExternalStore } from "react";

const MadeAt = createContext(0);

/** The time at which the server rendered the page: until hydration, relative times use it, so that none changes. */
export const MadeNow = ({ at, children }: { at: number; children: ReactNode }) => (
  <MadeAt.Provider value={at}>{children}</MadeAt.Provider>
);

/** The current time, updated every `everyMs` while `ticking`. */
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
