import { progressChanged } from "@/db/events";

/** A service may report many times a second: watchers are told of one call at most this often. */
const everyMs = 1000;

const kept = globalThis as typeof globalThis & { nextsceneProgress?: Map<string, { isDue: boolean }> };
kept.nextsceneProgress ??= new Map();
const told = kept.nextsceneProgress;

/** Tells watchers of a call's progress: the first report at once, what comes within a second of it at the end of that. */
export function tellProgress(call: { id: string; jobId: string; key: string }): void {
  const known = told.get(call.id);
  if (known) {
    known.isDue = true;
    return;
  }
  const state = { isDue: false };
  told.set(call.id, state);
  void progressChanged(call).catch(() => {}); // watchers read it with whatever changes next
  setTimeout(() => {
    told.delete(call.id);
    if (state.isDue) tellProgress(call);
  }, everyMs).unref();
}
