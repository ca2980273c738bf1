import { type Call, hasSucceeded } from "@/db/calls";
import { answersTo } from "@/db/inbox";
import type { AnyService, ServiceStatus } from "@/lib/define-service";
import { env } from "@/lib/env";
import { parseLoosely } from "@/lib/http/answer-text";
import { withoutTokens } from "@/lib/http/callback-url";
import { serviceBase } from "@/lib/http/clients";

/** What the inbox of a call says; `graceEnds`: until then it waits for something clearer than what it has. */
export type InboxReading = { reading: ServiceStatus<unknown> | null; graceEnds?: Date };

/**
 * The first terminal reading of the inbox, else a result that a service named beside a word that we do not know, once its
 * grace is over, else the newest reading that ends nothing.
 */
export async function readInbox(call: Call, service: AnyService, now = Date.now()): Promise<InboxReading> {
  let newest: ServiceStatus<unknown> | null = null;
  let unclear: { output: unknown; at: number } | undefined;
  let pendingAt = 0; // a service that says again that it is at work has not finished
  for (const { body, createdAt } of await answersTo(call.id)) {
    const reading = interpretLaterAnswer(service, body);
    if (isTerminal(reading)) return { reading };
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

/** What an answer means once the service has taken the work: one that says it did not take it is a failure. */
export function interpretLaterAnswer(service: AnyService, body: string): ServiceStatus<unknown> {
  const reading = interpretAnswer(service, body);
  return reading.state === "refused" ? { state: "failed", reason: reading.reason } : reading;
}

/** What a body from a service means; one that cannot be read ends nothing, and is shown in its own words. */
export function interpretAnswer(service: AnyService, body: string): ServiceStatus<unknown> {
  const answer = answerIn(service, body);
  const unreadable = { state: "unclear", said: `The response cannot be parsed: ${inOneLine(body)}` } as const;
  if (answer === undefined) return unreadable;
  try {
    return service.parse(answer);
  } catch {
    return unreadable; // nested too deeply to put into words: it must not throw for ever
  }
}

/** The work that a body names, with where it is; null when it names none. */
export function workIn(service: AnyService, body: string): { id: string; base?: string } | null {
  const answer = answerIn(service, body);
  return answer === undefined ? null : (service.receipt?.(answer) ?? null);
}

/** An answer as the service's own schema reads it; undefined when it is none. */
export function answerIn(service: AnyService, body: string): unknown {
  const json = parseLoosely(body);
  if (typeof json !== "object" || json === null || Array.isArray(json)) return undefined;
  const answer = service.response.safeParse(json);
  return answer.success ? answer.data : undefined;
}

/** The beginning of a body, without what would break a line. */
const inOneLine = (body: string) =>
  withoutTokens(body.slice(0, 600)).replace(/\s+/g, " ").trim().slice(0, 200) || "nothing";

/** The service's id of the work whose answer counts, "" when the answer names none; null when there is no such answer. */
export async function winningRemoteId(call: Call, service: AnyService): Promise<string | null> {
  for (const { body } of await answersTo(call.id)) {
    const reading = interpretLaterAnswer(service, body);
    const isTaken = reading.state === "unclear" && reading.output !== undefined && hasSucceeded(call);
    if (isTerminal(reading) || isTaken) return workIn(service, body)?.id ?? "";
  }
  return null;
}

/** All work that answers have named, also before the receipt of its submit came. */
export async function remoteIdsInAnswers(call: Call, service: AnyService): Promise<{ id: string; base: string }[]> {
  return (await answersTo(call.id)).flatMap(({ body }) => {
    const work = workIn(service, body);
    return work ? [{ id: work.id, base: serviceBase(work.base, call.base ?? "") }] : [];
  });
}
