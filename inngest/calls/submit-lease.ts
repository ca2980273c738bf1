import { setTimeout as sleep } from "node:timers/promises";
import type { Call } from "@/db/calls";
import type { AnyService } from "@/lib/define-service";
import { env, serviceTimeout } from "@/lib/env";
import { log } from "@/lib/log";
import { hint } from "../event-outbox";

/** Milliseconds that a submit may take until its response. */
export const submitTimeoutMs = (service: AnyService) =>
  service.mode === "sync" ? serviceTimeout(service) * 1000 : env().SUBMIT_TIMEOUT * 1000;

/** Additional milliseconds to record the response. */
export const leaseMarginMs = 5_000;

/**
 * Milliseconds that a request of the engine waits for the response of a service. The engine has a limited number of
 * requests, and a service that answers in the same request may take minutes: its call then waits like any other.
 */
const patienceMs = 5_000;

/** A submit of this process whose outcome is not recorded yet. `left`: when its request has left. */
type Submit = { ended: Promise<unknown>; left: Promise<void>; leave: () => void };

const kept = globalThis as typeof globalThis & { nextsceneSubmits?: Map<string, Set<Submit>> };
kept.nextsceneSubmits ??= new Map();
/** By call. */
const submits = kept.nextsceneSubmits;

/** Resolves with what `submit` returns; null if its service is slow: it ends later, and wakes the call then. */
export async function holdLease<T>(callId: string, submit: () => Promise<T>): Promise<T | null> {
  let leave = () => {};
  const left = new Promise<void>((resolve) => {
    leave = resolve;
  });
  const own = submits.get(callId) ?? new Set();
  submits.set(callId, own);
  const entry: Submit = { ended: Promise.resolve(), left, leave };
  own.add(entry);
  const submitting = submit().finally(() => {
    own.delete(entry);
    if (own.size === 0 && submits.get(callId) === own) submits.delete(callId);
  });
  entry.ended = submitting;
  if (await endsSoon(entry)) return submitting;
  submitting
    .catch((error: unknown) => log("error", "A slow submit could not be recorded.", { callId, error }))
    .then(() => hint(callId));
  return null;
}

/** Called once the request of a call has left: its row is written, so that its run may wait for it. */
export function noteLeft(callId: string): void {
  for (const { leave } of submits.get(callId) ?? []) leave();
}

/** Resolves when no submit of this process is left to be recorded. */
export async function submitsRecorded(): Promise<void> {
  while (submits.size > 0)
    await Promise.allSettled([...submits.values()].flatMap((own) => [...own].map(({ ended }) => ended)));
}

function endsSoon({ ended, left }: Submit): Promise<boolean> {
  const inTime = ended.then(
    () => true,
    () => true,
  );
  return Promise.race([inTime, left.then(() => sleep(patienceMs, false, { ref: false }))]);
}

/** Until when the submitting process counts as alive. A database file has one web process, which is this one. */
export const leaseEnd = (call: Call, service: AnyService) =>
  env().DATABASE_URL.startsWith("file:")
    ? 0
    : (call.submittedAt?.getTime() ?? 0) + submitTimeoutMs(service) + leaseMarginMs;

/** Whether this process still waits for the submit's response. */
export const isSubmittedHere = (call: Call): boolean => submits.has(call.id);

/** Whether a process still waits for the submit's response. If that is this one, the response may come meanwhile. */
export async function isHeld(call: Call, service: AnyService, now = Date.now()): Promise<boolean> {
  const own = submits.get(call.id);
  if (own) await Promise.all([...own].map(endsSoon));
  return own !== undefined || now < leaseEnd(call, service);
}
