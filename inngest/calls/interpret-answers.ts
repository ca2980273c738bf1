import { type Call, hasSucceeded } from "@/db/calls";
import { answersTo } from "@/db/inbox";
import type { AnyService, ServiceStatus } from "@/lib/define-service";
import { env } from "@/lib/env";
import { parseLoosely } from "@/lib/http/answer-text";
import { withoutTokens } from "@/lib/http/callback-url";
import { serviceBase } from "@/lib/http/clients";
import { type Usage, usageSchema } from "@/lib/schemas/job";

/**
 * The status of a call by its inbox; `graceEnds`: until then it waits for a clearer answer. `cost`: what the answer says it
 * cost, in USD; `usage`: the tokens that it used.
 */
export type InboxReading = {
  reading: ServiceStatus<unknown> | null;
  graceEnds?: Date;
  cost?: number | null;
  usage?: Usage | null;
};

/**
 * The first terminal status in the inbox; else, after its grace, a result beside an unknown status; else the newest
 * status.
 */
export async function readInbox(call: Call, service: AnyService, now = Date.now()): Promise<InboxReading> {
  let newest: ServiceStatus<unknown> | null = null;
  let unclear: { output: unknown; at: number } | undefined;
  let pendingAt = 0; // a service that reports again that it is working has not finished
  for (const { body, createdAt } of await answersTo(call.id)) {
    const reading = interpretLaterAnswer(service, body);
    if (isTerminal(reading)) return { reading, cost: costIn(service, body), usage: usageIn(service, body) };
    if (reading.state === "unclear" && reading.output !== undefined) {
      unclear = { output: reading.output, at: createdAt.getTime() };
    } else if (reading.state === "pending") pendingAt = Math.max(pendingAt, createdAt.getTime());
    newest = reading;
  }
  if (!unclear) return { reading: newest };
  const graceEnds = new Date(Math.max(unclear.at, pendingAt) + env().UNKNOWN_STATUS_GRACE * 1000);
  const isTaken = call.status === "storing" || graceEnds.getTime() <= now;
  return isTaken ? { reading: { state: "done", output: unclear.output } } : { reading: newest, graceEnds };
}

export const latestStatus = async (call: Call, service: AnyService) => (await readInbox(call, service)).reading;

export const isTerminal = (reading: ServiceStatus<unknown> | null) =>
  reading?.state === "done" || reading?.state === "failed";

/** The status of an answer after the service has accepted the work: a refusal is then a failure. */
export function interpretLaterAnswer(service: AnyService, body: string): ServiceStatus<unknown> {
  const reading = interpretAnswer(service, body);
  return reading.state === "refused" ? { state: "failed", reason: reading.reason } : reading;
}

/** The status in a service's body; an unreadable body ends nothing, and is shown in its own words. */
export function interpretAnswer(service: AnyService, body: string): ServiceStatus<unknown> {
  const answer = answerIn(service, body);
  const unreadable = { state: "unclear", said: `The response cannot be parsed: ${inOneLine(body)}` } as const;
  if (answer === undefined) return unreadable;
  try {
    return service.parse(answer);
  } catch {
    return unreadable; // nested too deeply to print: it must not throw each time
  }
}

/** The id and base of the work in a body; null when it contains none. */
export function workIn(service: AnyService, body: string): { id: string; base?: string } | null {
  const answer = answerIn(service, body);
  return answer === undefined ? null : (service.receipt?.(answer) ?? null);
}

/** An answer parsed by the service's schema; undefined when it does not match. */
export function answerIn(service: AnyService, body: string): unknown {
  const json = parseLoosely(body);
  if (typeof json !== "object" || json === null || Array.isArray(json)) return undefined;
  const answer = service.response.safeParse(json);
  return answer.success ? answer.data : undefined;
}

/** What an answer says that the work cost, in USD; null where it does not say it. */
function costIn(service: AnyService, body: string): number | null {
  const answer = service.cost && answerIn(service, body);
  const cost = answer === undefined ? null : (service.cost?.(answer) ?? null);
  return cost !== null && Number.isFinite(cost) && cost >= 0 ? cost : null;
}

function usageIn(service: AnyService, body: string): Usage | null {
  const answer = service.usage && answerIn(service, body);
  const usage = usageSchema.safeParse(answer === undefined ? null : service.usage?.(answer));
  return usage.success ? usage.data : null;
}

/** The beginning of a body on one line. */
const inOneLine = (body: string) =>
  withoutTokens(body.slice(0, 600)).replace(/\s+/g, " ").trim().slice(0, 200) || "nothing";

/** The service's id of the work whose answer counts, "" when the answer contains none; null without such an answer. */
export async function winningRemoteId(call: Call, service: AnyService): Promise<string | null> {
  for (const { body } of await answersTo(call.id)) {
    const reading = interpretLaterAnswer(service, body);
    const isTaken = reading.state === "unclear" && reading.output !== undefined && hasSucceeded(call);
    if (isTerminal(reading) || isTaken) return workIn(service, body)?.id ?? "";
  }
  return null;
}

/** All work in the answers, also from before the receipt of its submit. */
export async function remoteIdsInAnswers(call: Call, service: AnyService): Promise<{ id: string; base: string }[]> {
  return (await answersTo(call.id)).flatMap(({ body }) => {
    const work = workIn(service, body);
    return work ? [{ id: work.id, base: serviceBase(work.base, call.base ?? "") }] : [];
  });
}
