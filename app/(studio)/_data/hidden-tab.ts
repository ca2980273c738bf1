"use client";

import { useEffect, useRef, useSyncExternalStore } from "react";

/** Whether another tab or window hides this one. */
export const useHidden = () =>
  useSyncExternalStore(
    (changed) => {
      document.addEventListener("visibilitychange", changed);
      return () => document.removeEventListener("visibilitychange", changed);
    },
    () => document.hidden,
    () => false,
  );

const everyMs = 5_000;

/**
 * Repeats `work` while `isOn`, until it returns false. A hidden tab has no stream of events, and browsers slow its
 * timers down to one a minute.
 */
export function useRounds(isOn: boolean, work: () => Promise<boolean>): void {
  const newest = useRef(work);
  useEffect(() => {
    newest.current = work;
  });
  useEffect(() => {
    if (!isOn) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const round = async () => {
      const goesOn = await newest.current().catch(() => true);
      if (goesOn && !isOver) timer = setTimeout(round, everyMs);
    };
    void round();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [isOn]);
}
