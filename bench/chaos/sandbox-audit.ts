import * as providers from "@/lib/providers";
import { isTerminal, type JobStatus } from "@/lib/schemas/job";
import { isWork } from "./call-of";
import { type Counted, none } from "./counted";
import type { CallFact, Evidence } from "./evidence";
import { callIdOf } from "./failures";
import type { Kill } from "./kills";
import { vendorPrices } from "./vendors";

/** Compares the services' own log with the app's database. */
export function countWitness(evidence: Evidence): Counted[] {
  const costs = compareCosts(evidence);
  const charged = evidence.calls.reduce((sum, { cost }) => sum + cost, 0);
  const usage = evidence.usage.reduce((sum, day) => sum + day.charged, 0);
  return [
    // Without a target: such a service is free, and a free request of unknown outcome may be repeated.
    informed(requestedAgain, askedAgain(evidence)),
    none("answers accepted with 200 but not stored", notKept(evidence)),
    none("finished work of an ended job, never cancelled", neverCancelled(evidence)),
    none("costs that differ from what services finished", costs.different),
    { what: "costs that the services' log does not decide", found: costs.undecided },
    { what: "charged on calls but missing in the daily usage", found: charged - usage, target: 0 },
    { what: "charged", found: `${(charged / 1_000_000).toFixed(2)} USD` },
  ];
}

const vendorsById = new Map(Object.values(providers).map((provider) => [provider.id, provider]));
const isVendor = (service: string) => vendorsById.has(service);
/** Pods can always cancel. Of a vendor it is enough that one of its endpoints can. */
const canCancel = (service: string) => vendorsById.get(service)?.endpoints.some(({ cancel }) => cancel) ?? true;

const informed = (what: string, which: string[]): Counted => ({ what, found: which.length, which });

export const requestedAgain = "answers requested again without a kill or fault";

const at = (time: string) => Date.parse(time);

/** Synchronous services keep no list of submits: finds the answers to a prompt that was submitted once more. */
function askedAgain({ auditEvents, kills }: Evidence): string[] {
  if (!kills) return [];
  const byPrompt = new Map<string, Answer[]>();
  for (const one of auditEvents) {
    if (one.happened !== "answered") continue;
    byPrompt.set(one.prompt, [
      ...(byPrompt.get(one.prompt) ?? []),
      { received: at(one.received), time: at(one.time), cut: one.cut },
    ]);
  }
  const isExplained = (answer: Answer) => answer.cut || kills.some((kill) => mayLose(kill, answer));
  // Every answer but the last was followed by another submit, so it must have been lost.
  return [...byPrompt].flatMap(([prompt, answers]) =>
    answers.slice(0, -1).flatMap((answer) => {
      if (isExplained(answer)) return [];
      const times = answers.map(({ time, cut }) => `${new Date(time).toISOString()}${cut ? " cut" : ""}`).join(", ");
      const killed = kills.map(({ name, at }) => `${name} ${new Date(at).toISOString()}`).join(", ");
      return [`"${prompt.slice(0, 80)}" answered at ${times}; killed: ${killed}`];
    }),
  );
}

/** The times of a request and its answer, in milliseconds. `cut`: the connection ended before the answer. */
type Answer = { received: number; time: number; cut: boolean };

/** Whether a kill may have lost an answer: during the request, or before the web process had stored the answer. */
const mayLose = ({ name, at: killed }: Kill, { received, time }: Answer) =>
  (name === "web" || name === "sandbox") && killed >= received && killed < time + 5_000;

/** Vendors are not counted: their words for states differ, and a webhook may be a hint that is not stored. */
function notKept({ auditEvents, answers, submits }: Evidence): string[] {
  const vendors = new Set(submits.flatMap(({ id, service }) => (isVendor(service) ? [id] : [])));
  const kept = new Set(answers.map(({ callId, id, status }) => `${callId} ${isNumber(id) ? "" : id} ${status}`));
  return auditEvents.flatMap((one) => {
    if (one.happened !== "told" || one.status < 200 || one.status >= 300 || vendors.has(one.id)) return [];
    if (one.says === "processing") return []; // only the newest progress report is stored
    const call = callIdOf(one.webhookUrl);
    if (kept.has(`${call} ${one.id} ${one.says}`) || kept.has(`${call}  ${one.says}`)) return [];
    return [`call ${call}: work ${one.id}, "${one.says}", at ${one.time}`];
  });
}

/** A service may write its id as a number, unlike in its receipt: such an id only identifies the call. */
const isNumber = (id: unknown) => typeof id === "number";

/** Work that finished after its job had ended, although the app knew its id and should have cancelled it. */
function neverCancelled({ jobs, calls, submits, auditEvents, answers }: Evidence): string[] {
  const endOf = new Map(jobs.filter(({ status }) => isTerminal(status as JobStatus)).map((job) => [job.id, job]));
  const asked = new Set(auditEvents.flatMap((one) => (one.happened === "asked to cancel" ? [one.id] : [])));
  const answered = new Set(answers.map(({ id }) => id));
  const found = submits.filter(({ id, service, state, since, callId }) => {
    if (!canCancel(service)) return false;
    const call = calls.find((one) => one.id === callId);
    const ended = call && endOf.get(call.jobId)?.finishedAt;
    if (!ended || !isWork(call.serviceJobId, id) || state !== "completed" || !since) return false;
    const isAnswered = answered.has(id) || answers.some((one) => one.callId === call.id && isNumber(one.id));
    return at(since) > ended && !asked.has(id) && !isAnswered;
  });
  return found.map(({ id, service, callId, since }) => `${service}: work ${id} of call ${callId}, ended ${since}`);
}

/**
 * A call is charged exactly for the work that its service finished. Work of a killed service, or work that it was never
 * seen to accept, may count either way.
 */
function compareCosts({ calls, submits, answers, prices }: Evidence): { different: string[]; undecided: number } {
  const byCall = new Map<string, string[]>();
  for (const { callId, state } of submits) byCall.set(callId, [...(byCall.get(callId) ?? []), state]);
  const isKnown = (call: CallFact, id: string) =>
    isWork(call.serviceJobId, id) ||
    (call.earlierWork ?? "").includes(JSON.stringify(id)) ||
    answers.some((one) => one.callId === call.id && (one.id === id || isNumber(one.id)));
  /** A submit whose receipt was lost, and that a person repeated: no one can ask for its work. */
  const unknown = new Set(
    calls.flatMap((call) =>
      submits.some(({ callId, id }) => callId === call.id && !isKnown(call, id)) ? [call.id] : [],
    ),
  );
  const expected = (call: CallFact): number | null => {
    const price = prices[call.service] ?? 0;
    const states = byCall.get(call.id) ?? [];
    if (price === 0 || call.attempt === 0) return 0;
    // Polled vendors name no call: of several works, whose each one is remains a guess.
    if (call.service in vendorPrices && (call.attempt > 1 || states.length > 1)) return null;
    if (call.attempt > 1 && unknown.has(call.id)) return null;
    if (states.length === 0 || states.some((state) => state !== "completed" && state !== "cancelled")) return null;
    return price * states.filter((state) => state === "completed").length;
  };
  const found = calls.map((call) => ({ ...call, expected: expected(call) }));
  return {
    different: found.flatMap(({ id, jobId, key, status, cost, expected }) =>
      expected === null || expected === cost
        ? []
        : [`job ${jobId}, ${key}, call ${id} (${status}): charged ${cost}, its service finished ${expected}`],
    ),
    undecided: found.filter((one) => one.expected === null).length,
  };
}
