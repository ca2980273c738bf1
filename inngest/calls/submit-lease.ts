import type { Call } from "@/db/calls";
import type { AnyService } from "@/lib/define-service";
import { env, serviceTimeout } from "@/lib/env";

/** Milliseconds that a submit may take until its response. */
export const submitTimeoutMs = (service: AnyService) =>
  service.mode === "sync" ? serviceTimeout(service) * 1000 : env().SUBMIT_TIMEOUT * 1000;

/** Additional milliseconds to record the response. */
export const leaseMarginMs = 5_000;

const kept = globalThis as typeof globalThis & { nextsceneSubmits?: Map<string, Set<Promise<unknown>>> };
kept.nextsceneSubmits ??= new Map();
/** The submits of this process whose outcome is not recorded yet, by call. */
const submits = kept.nextsceneSubmits;

export async function holdLease<T>(callId: string, submit: () => Promise<T>): Promise<T> {
  const own = submits.get(callId) ?? new Set();
  const submitting = submit();
  submits.set(callId, own.add(submitting));
  try {
    return await submitting;
  } finally {
    own.delete(submitting);
    if (own.size === 0) submits.delete(callId);
  }
}

/** Until when the submitting process counts as alive. A database file has one web process, which is this one. */
export const leaseEnd = (call: Call, service: AnyService) =>
  env().DATABASE_URL.startsWith("file:")
    ? 0
    : (call.submittedAt?.getTime() ?? 0) + submitTimeoutMs(service) + leaseMarginMs;

/** Whether a process still waits for the submit's response; awaits it if that is this process. */
export async function isHeld(call: Call, service: AnyService, now = Date.now()): Promise<boolean> {
  const own = submits.get(call.id);
  if (own) await Promise.allSettled(own); // its errors are handled where it is awaited
  return own !== undefined || now < leaseEnd(call, service);
}
