import type { Counter } from "@/db/counters";
import { findUnsent, markSent } from "@/db/outbox";
import { failpoint } from "@/lib/failpoint";
import { callAnswered, inngest } from "./client";

/**
 * Sends events that were noted with the change they tell of. When the engine cannot be reached the notes stay, and the
 * reconciler sends them: so this never fails its caller. Returns whether they were sent.
 */
export async function sendAll(ids: string[], counter?: Counter): Promise<boolean> {
  const events = await findUnsent(ids);
  if (events.length === 0) return true;
  let engineIds: string[];
  try {
    engineIds = (await inngest.send(events)).ids;
  } catch {
    return false;
  }
  failpoint("after-event");
  await markSent(Object.fromEntries(events.map(({ id }, i) => [id, engineIds[i] ?? null])), counter);
  return true;
}

/** One noted event, with others that are sent just now. */
export const sendNoted = gathered((ids: string[]) => sendAll(ids));

/** The same without waiting: a caller gets its answer even while the engine hangs. */
export function sendSoon(id: string): void {
  void sendNoted(id).catch(() => {}); // the note stays: the reconciler sends it
}

/**
 * Tells a waiting call to look into its inbox; resolves when that was tried. Lost hints cost time, not work: waits look again
 * by themselves.
 */
export const hint = gathered(async (callIds: string[]): Promise<void> => {
  await inngest.send([...new Set(callIds)].map((callId) => ({ name: callAnswered, data: { callId } }))).catch(() => {});
});

/** What comes while one round is under way goes together with the next: under load a request to the engine carries many. */
function gathered<Item, Result>(work: (items: Item[]) => Promise<Result>): (item: Item) => Promise<Result> {
  let next: { items: Item[]; done: Promise<Result> } | undefined;
  let before: Promise<unknown> = Promise.resolve();
  return (item) => {
    if (!next) {
      const items: Item[] = [];
      const done = before.then(() => {
        next = undefined;
        return work(items);
      });
      before = done.catch(() => {});
      next = { items, done };
    }
    next.items.push(item);
    return next.done;
  };
}
