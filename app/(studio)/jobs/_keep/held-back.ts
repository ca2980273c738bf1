"use client";

import { useEffect, useState } from "react";

/** Pixels from the top within which new jobs appear at once. */
const atTop = 160;

/**
 * Keeps the place of a person who has scrolled down: jobs that are newer than the first one that the person saw at the
 * top wait until the person goes there.
 */
export function useHeldBack<T extends { id: string }>(jobs: T[]) {
  const [isDown, setDown] = useState(false);
  const [first, setFirst] = useState(jobs[0]?.id ?? "");
  useEffect(() => {
    const look = () => setDown(window.scrollY > atTop);
    look();
    window.addEventListener("scroll", look, { passive: true });
    return () => window.removeEventListener("scroll", look);
  }, []);
  const newest = jobs[0]?.id ?? "";
  if (!isDown && newest !== first) setFirst(newest);
  const shown = isDown ? jobs.filter(({ id }) => id <= first) : jobs;
  return { shown, waiting: jobs.length - shown.length, show: () => window.scrollTo({ top: 0 }) };
}
