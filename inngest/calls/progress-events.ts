import { progressChanged } from "@/db/events";

/** A service may report many times a second: watchers receive at most one event of a call in this time. */
const everyMs = 500;

const kept = globalThis as typeof globalThis & { nextsceneProgress?: Map<string, { isDue: boolean }> };
kept.nextsceneProgress ??= new Map();
const told = kept.nextsceneProgress;

/** Sends a call's progress to watchers: the first report at once, later ones of the same half second at its end. */
export function tellProgress(call: { id: string; jobId: string; key: string }): void {
  const known = told.get(call.id);
  if (known) {
    known.isDue = true;
    return;
  }
  const state = { isDue: false };
  told.set(call.id, state);
  void progressChanged(call).catch(() => {}); // watchers receive it with the next change
  setTimeout(() => {
    told.delete(call.id);
    if (state.isDue) tellProgress(call);
  }, everyMs).unref();
}
