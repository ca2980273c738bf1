import { type EventRow, eventsAfter, newestSeq } from "@/db/events";

/**
 * Tells watchers what is new in the `events` table: one poller per process serves all of them, and it runs only while
 * somebody watches.
 */
type Listener = (events: EventRow[]) => void;

const pollEvery = 100;
const hub = globalThis as typeof globalThis & {
  nextsceneWatch?: { listeners: Set<Listener>; seq: number; timer?: NodeJS.Timeout };
};

/** Calls `listener` with each batch of new events, from about now on. Returns what ends it. */
export async function watch(listener: Listener): Promise<() => void> {
  hub.nextsceneWatch ??= { listeners: new Set(), seq: 0 };
  const watching = hub.nextsceneWatch;
  if (watching.listeners.size === 0) {
    watching.seq = await newestSeq();
    clearTimeout(watching.timer);
    watching.timer = setTimeout(poll, pollEvery);
  }
  watching.listeners.add(listener);
  return () => {
    watching.listeners.delete(listener);
    if (watching.listeners.size === 0) clearTimeout(watching.timer);
  };
}

async function poll(): Promise<void> {
  const watching = hub.nextsceneWatch;
  if (!watching) return;
  try {
    const events = await eventsAfter(watching.seq);
    const last = events.at(-1);
    if (last) {
      watching.seq = last.seq;
      for (const listener of watching.listeners) listener(events);
    }
  } catch {
    // The database is busy or away: the next round reads the same events.
  }
  if (watching.listeners.size > 0) watching.timer = setTimeout(poll, pollEvery);
}
