import type { Counter } from "@/db/counters";
import { findUnsent, markSent } from "@/db/outbox";
import { callAnswered } from "@/lib/event-names";
import { failpoint } from "@/lib/failpoint";
import { inngest } from "./client";

/**
 * Sends events that were stored together with their change. Never fails its caller: if the engine is not reachable, the
 * events stay stored and the reconciler sends them. Returns whether they were sent.
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

/** Sends one stored event, together with others of the same moment. */
export const sendNoted = gathered((ids: string[]) => sendAll(ids));

/** The same without waiting: a caller gets a response even while the engine hangs. */
export function sendSoon(id: string): void {
  void sendNoted(id).catch(() => {}); // the event stays stored: the reconciler sends it
}

/**
 * Makes a waiting call read its inbox; resolves after the attempt. A lost hint costs time, not work: waiting calls also
 * look periodically.
 */
export const hint = gathered(async (callIds: string[]): Promise<void> => {
  await inngest.send([...new Set(callIds)].map((callId) => ({ name: callAnswered, data: { callId } }))).catch(() => {});
});

/**
 * Items that arrive during one round are sent together in the next: under load one request to the engine carries many.
 */
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
