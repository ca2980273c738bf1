"use client";

import { useSyncExternalStore } from "react";

/** The jobs that were deleted last in this tab, so that any page can bring them back. */

let deleted: readonly string[] = [];
const listeners = new Set<() => void>();

export function setDeleted(ids: readonly string[]): void {
  deleted = ids;
  for (const tell of listeners) tell();
}

export const useDeleted = (): readonly string[] =>
  useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => deleted,
    () => none,
  );

const none: readonly string[] = [];
