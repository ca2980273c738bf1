/** The versions of a value that a person edits; `about` names what the newest change was about. */
export type History<T> = { past: T[]; now: T; future: T[]; about: string | null };

const mostVersions = 100;

export const beginAt = <T>(now: T): History<T> => ({ past: [], now, future: [], about: null });

/** Adds a version. Changes in a row about the same thing, such as letters typed into one field, are one version. */
export function withChange<T>(history: History<T>, now: T, about: string | null = null): History<T> {
  const isSame = about !== null && about === history.about;
  const past = isSame ? history.past : [...history.past, history.now].slice(-mostVersions);
  return { past, now, future: [], about };
}

export function withUndo<T>(history: History<T>): History<T> {
  const { past, now, future } = history;
  if (past.length === 0) return history;
  const [before = now] = past.slice(-1);
  return { past: past.slice(0, -1), now: before, future: [now, ...future], about: null };
}

export function withRedo<T>(history: History<T>): History<T> {
  const { past, now, future } = history;
  if (future.length === 0) return history;
  const [next = now, ...rest] = future;
  return { past: [...past, now], now: next, future: rest, about: null };
}
