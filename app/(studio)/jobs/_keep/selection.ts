"use client";

import { useMemo, useState } from "react";

export type Selection = {
  ids: ReadonlySet<string>;
  /** Whether checkboxes are shown on all cards. */
  isOn: boolean;
  toggle: (id: string, isRange: boolean) => void;
  all: () => void;
  clear: () => void;
  start: () => void;
};

/** The selected ones of a list; a range goes from the last one that was toggled. */
export function useSelection(shown: readonly { id: string }[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [isStarted, setStarted] = useState(false);
  const [last, setLast] = useState<string | null>(null);
  // What is no longer shown is no longer selected: an action changes only what a person sees.
  const ids = useMemo(() => new Set(shown.flatMap(({ id }) => (chosen.has(id) ? [id] : []))), [shown, chosen]);
  return {
    ids,
    isOn: isStarted || ids.size > 0,
    toggle(id, isRange) {
      const next = new Set(ids);
      const range = isRange ? between(shown, last, id) : [id];
      for (const one of range) {
        if (ids.has(id)) next.delete(one);
        else next.add(one);
      }
      setChosen(next);
      setLast(id);
    },
    all: () => setChosen(new Set(shown.map(({ id }) => id))),
    clear() {
      setChosen(new Set());
      setStarted(false);
    },
    start: () => setStarted(true),
  };
}

/** The ids from one to another of a list, in either direction, with both. */
export function between(shown: readonly { id: string }[], from: string | null, to: string): string[] {
  const places = [from ?? to, to].map((id) => shown.findIndex((one) => one.id === id));
  if (places.includes(-1)) return [to];
  return shown.slice(Math.min(...places), Math.max(...places) + 1).map(({ id }) => id);
}
