import * as providers from "@/lib/providers";
import { isTerminal, type JobStatus } from "@/lib/schemas/job";
import { isWork } from "./call-of";
import type { Counted } from "./counted";
import type { CallFact, Evidence } from "./evidence";
import { callIdOf } from "./failures";
import type { Kill } from "./kills";

/** Compares the services' own log with the app's database. */
export function countWitness(evidence: Evidence): Counted[] {
  const costs = compareCosts(evidence);
  const charged = evidence.calls.reduce((sum, { cost }) => sum + cost, 0);
  const usage = evidence.usage.reduce((sum, day) => sum + day.charged, 0);
  return [
    { what: "answers requested again without a kill or fault", found: askedAgain(evidence), target: 0 },
    { what: "answers accepted with 200 but not stored", found: notKept(evidence), target: 0 },
    { what: "finished work of an ended job, never cancelled", found: neverCancelled(evidence), target: 0 },
    { what: "costs that differ from what services finished", found: costs.different, target: 0 },
    { what: "costs that the services' log does not decide", found: costs.undecided },
    { what: "charged on calls but missing in the daily usage", found: charged - usage, target: 0 },
    { what: "charged", found: `${(charged / 1_000_000).toFixed(2)} USD` },
  ];
}

const vendorsById = new Map(Object.values(providers).map((provider) => [provider.id, provider]));
const isVendor = (service: string) => vendorsById.has(service);
/** Pods can always cancel. Of a vendor it is enough that one of its endpoints can. */
const canCancel = (service: string) => vendorsById.get(service)?.endpoints.some(({ cancel }) => cancel) ?? true;

const at = (time: string) => Date.parse(time);

/** Synchronous services keep no list of submits: counts answers beyond the first of each prompt. */
function askedAgain({ auditEvents, kills }: Evidence): number {
  if (!kills) return 0;
  const byPrompt = new Map<string, { time: number; cut: boolean }[]>();
  for (const one of auditEvents) {
    if (one.happened !== "answered") continue;
    byPrompt.set(one.prompt, [...(byPrompt.get(one.prompt) ?? []), { time: at(one.time), cut: one.cut }]);
  }
  const isExplained = ({ time, cut }: { time: number; cut: boolean }) =>
    cut || kills.some((kill) => isNear(kill, time));
  // Every answer but the last was followed by another submit, so it must have been lost.
  return [...byPrompt.values()].reduce(
    (sum, answers) => sum + answers.slice(0, -1).filter((answer) => !isExplained(answer)).length,
    0,
  );
}

/** Whether the kill of a web process or the sandbox may have caused the loss of an answer at this time. */
const isNear = ({ name, at: killed }: Kill, time: number) =>
  (name === "web" || name === "sandbox") && killed > time - 2_000 && killed < time + 5_000;

/** Of vendors it is not counted: what they say has other words, and may be a hint that is not stored. */
function notKept({ auditEvents, answers, submits }: Evidence): number {
  const vendors = new Set(submits.flatMap(({ id, service }) => (isVendor(service) ? [id] : [])));
  const kept = new Set(answers.map(({ callId, id, status }) => `${callId} ${isNumber(id) ? "" : id} ${status}`));
  return auditEvents.filter(
    (one) =>
      one.happened === "told" &&
      !vendors.has(one.id) &&
      one.status >= 200 &&
      one.status < 300 &&
      one.says !== "processing" && // only the newest progress report is stored
      !kept.has(`${callIdOf(one.webhookUrl)} ${one.id} ${one.says}`) &&
      !kept.has(`${callIdOf(one.webhookUrl)}  ${one.says}`),
  ).length;
}

/** A service may write its id as a number, unlike in its receipt: such an id only identifies the call. */
const isNumber = (id: unknown) => typeof id === "number";

/** Work that finished after its job had ended, although the app knew its id and should have cancelled it. */
function neverCancelled({ jobs, calls, submits, auditEvents, answers }: Evidence): number {
  const endOf = new Map(jobs.filter(({ status }) => isTerminal(status as JobStatus)).map((job) => [job.id, job]));
  const asked = new Set(auditEvents.flatMap((one) => (one.happened === "asked to cancel" ? [one.id] : [])));
  const answered = new Set(answers.map(({ id }) => id));
  return submits.filter(({ id, service, state, since, callId }) => {
    if (!canCancel(service)) return false;
    const call = calls.find((one) => one.id === callId);
    const ended = call && endOf.get(call.jobId)?.finishedAt;
    if (!ended || !isWork(call.serviceJobId, id) || state !== "completed" || !since) return false;
    const isAnswered = answered.has(id) || answers.some((one) => one.callId === call.id && isNumber(one.id));
    return at(since) > ended && !asked.has(id) && !isAnswered;
  }).length;
}

/**
 * A call is charged exactly for the work that its service finished. Work of a killed service, or work that it was never
 * seen to accept, may count either way.
 */
function compareCosts({ calls, submits, prices }: Evidence): { different: number; undecided: number } {
  const byCall = new Map<string, string[]>();
  for (const { callId, state } of submits) byCall.set(callId, [...(byCall.get(callId) ?? []), state]);
  const expected = (call: CallFact): number | null => {
    const price = prices[call.service] ?? 0;
    const states = byCall.get(call.id) ?? [];
    if (price === 0 || call.attempt === 0) return 0;
    if (states.length === 0 || states.some((state) => state !== "completed" && state !== "cancelled")) return null;
    return price * states.filter((state) => state === "completed").length;
  };
  const found = calls.map((call) => ({ cost: call.cost, expected: expected(call) }));
  return {
    different: found.filter((one) => one.expected !== null && one.expected !== one.cost).length,
    undecided: found.filter((one) => one.expected === null).length,
  };
}
