import type { Counter } from "@/db/counters";
import { findUnsent, markSent } from "@/db/outbox";
import { crashPoint } from "@/lib/crash-point";
import { callAnswered, inngest } from "./client";

/**
 * Sends an event that was noted with the change it tells of. When the engine cannot be reached the note stays, and the
 * reconciler sends it: so this never fails its caller. Returns whether it was sent.
 */
export async function sendNoted(id: string, counter?: Counter): Promise<boolean> {
  const event = await findUnsent(id);
  if (!event) return true;
  try {
    await inngest.send(event);
  } catch {
    return false;
  }
  crashPoint("after-event");
  await markSent(id, counter);
  return true;
}

/** The same without waiting: a caller gets its answer even while the engine hangs. */
export function sendSoon(id: string): void {
  void sendNoted(id).catch(() => {}); // the note stays: the reconciler sends it
}

/** The hints that leave together, as soon as those before them are on their way. */
let next: { callIds: Set<string>; sent: Promise<void> } | undefined;
let before = Promise.resolve();

/**
 * Tells a waiting call to look into its inbox; resolves when that was tried. Lost hints cost time, not work: waits look again
 * by themselves.
 */
export function hint(callId: string): Promise<void> {
  if (!next) {
    const callIds = new Set<string>();
    before = before.then(async () => {
      next = undefined;
      await inngest.send([...callIds].map((id) => ({ name: callAnswered, data: { callId: id } }))).catch(() => {});
    });
    next = { callIds, sent: before };
  }
  next.callIds.add(callId);
  return next.sent;
}
