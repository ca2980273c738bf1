import type { Submit } from "@/testing/sandbox-admin";
import type { CallFact, Submitted } from "./evidence";
import { callIdOf } from "./failures";

/**
 * Finds the call of each submit. The webhook's address names it; vendors that are polled get none: theirs is the call that
 * has the vendor's id, or the newest of its prompt that was there by then, which each job has for itself.
 */
export function withCalls(submits: readonly Submit[], calls: readonly CallFact[]): Submitted[] {
  return submits.map(({ webhookUrl, ...submit }) => {
    if (webhookUrl) return { ...submit, callId: callIdOf(webhookUrl) };
    const known = calls.find(({ serviceJobId }) => isWork(serviceJobId, submit.id));
    const time = Date.parse(submit.time);
    const [newest] = calls
      .filter(({ prompt, createdAt }) => prompt === submit.prompt && createdAt <= time)
      .sort((a, b) => b.createdAt - a.createdAt);
    return { ...submit, callId: (known ?? newest)?.id ?? "" };
  });
}

/** Whether a vendor's id names this work: fal's and Google's are paths. */
export const isWork = (serviceJobId: string | null, id: string) =>
  serviceJobId === id || (serviceJobId?.endsWith(`/${id}`) ?? false);
