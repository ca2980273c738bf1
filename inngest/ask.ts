import { randomBytes } from "node:crypto";
import {
  beginSubmit,
  type Call,
  findCall,
  isEnded,
  moveCall,
  noteCall,
  noteEarlierWork,
  outstandingByBase,
} from "@/db/calls";
import { storeAnswer } from "@/db/inbox";
import { sha256 } from "@/db/keys";
import { answerAddress, withoutTokens } from "@/lib/answer-address";
import { crashPoint } from "@/lib/crash-point";
import { serviceSetting, serviceTimeout, serviceUrls } from "@/lib/env";
import { priceOf } from "@/lib/price";
import { retryAfterSeconds, retryDelay } from "@/lib/retry-delay";
import { SendError } from "@/lib/send";
import type { AnyService } from "@/lib/service";
import { checkUp, isOverdue } from "./check";
import { exchange } from "./exchange";
import { HandOverError, handedOver } from "./hand-over";
import { hint } from "./outbox";
import { newestReading } from "./reading";
import { giveBack } from "./release";

/**
 * One round of asking: submits what was never submitted, else looks whether an answer came. Never throws for what a
 * service says: it notes it and hints, since the wait beside it would otherwise go on.
 */
export async function ask(callId: string, service: AnyService): Promise<void> {
  const call = await findCall(callId);
  if (!call) return;
  if (isOverdue(call, service)) return hint(callId); // reading it ends the call
  if (call.status === "pending" || call.status === "retrying") await submit(call, service);
  else if (call.status === "submitting") await takeOver(call, service);
  else if (call.status === "waiting") await checkUp(call, service);
  if (service.answers === "webhook" && (await hasNews(callId, service))) await hint(callId);
}

/** Whoever was submitting this is gone; whether the request left, nobody knows. */
async function takeOver(call: Call, service: AnyService): Promise<void> {
  const lost = "The connection was lost while it was being submitted.";
  if (service.answers === "response") {
    // It owes nothing after the connection is gone, and nobody waits for it.
    if (priceOf(service, call.input) > 0) return failUnknown(call, lost, call.attempt);
    return submit(call, service, ["submitting"]);
  }
  const message = `${lost} It waits for the service's answer.`;
  await moveCall(call, ["submitting"], { status: "ambiguous", message }, call.attempt);
}

/** What may have been paid is never asked for again by itself: a person decides. */
async function failUnknown(call: Call, words: string, attempt: number): Promise<void> {
  const message = `${words} It may have been done and charged, so it is not asked again by itself.`;
  const error = { code: "service_unknown", message, retryable: true };
  await moveCall(call, ["submitting"], { status: "failed", error, message }, attempt);
}

/** What is only pending is news as long as it is not known that the service has the work. */
async function hasNews(callId: string, service: AnyService): Promise<boolean> {
  const call = await findCall(callId);
  if (!call || isEnded(call) || call.status === "retrying") return true;
  const reading = await newestReading(call, service);
  return reading !== null && (reading.state !== "pending" || call.status !== "waiting");
}

async function submit(call: Call, service: AnyService, from: Call["status"][] = ["pending", "retrying"]) {
  const token = randomBytes(32).toString("base64url");
  const attempt = call.attempt + 1;
  const bases = await basesToTry(service);
  if (bases.length === 0) {
    const message = `No address is set for ${service.id}: set ${serviceSetting(service.id)}.`;
    return void (await moveCall(call, from, {
      status: "failed",
      error: { code: "not_configured", message, retryable: true },
    }));
  }
  // Before it is noted that it is being submitted: what fails here never left.
  const input = await handedOver(service, call.input).catch((error) => {
    if (error instanceof HandOverError) return error;
    throw error;
  });
  if (input instanceof HandOverError) {
    const { message } = input;
    const error = { code: "input_unusable", message, retryable: true };
    return void (await moveCall(call, from, { status: "failed", message, error }));
  }
  let refusal: { message: string; retryAfter: number | null } | undefined;
  for (const base of bases) {
    const intent = { status: "submitting" as const, attempt, base, tokenHash: sha256(token), message: null };
    if (!(await beginSubmit(call, from, { ...intent, submittedAt: new Date(), nextAttemptAt: null }))) return;
    crashPoint("after-intent");
    const webhookUrl = answerAddress(call.id, token);
    const outcome = await attemptAt(base, service, input, webhookUrl);
    crashPoint(heard[outcome.state]);
    if (outcome.state !== "refused") return note(call, service, base, outcome, attempt);
    refusal = outcome;
    from = ["submitting"]; // the next base continues this attempt
  }
  if (!refusal) return;
  const seconds = retryDelay(attempt, refusal.retryAfter);
  const nextAttemptAt = new Date(Date.now() + seconds * 1000);
  await moveCall(call, ["submitting"], { status: "retrying", nextAttemptAt, message: refusal.message }, attempt);
  crashPoint("after-retrying");
}

type Outcome =
  | { state: "accepted"; text: string; started: ReturnType<NonNullable<AnyService["started"]>> }
  | { state: "answered"; text: string }
  | { state: "failed"; code: string; message: string }
  | { state: "unknown"; message: string }
  | { state: "refused"; message: string; retryAfter: number | null };

/** Where a crash comes before what was heard is noted. */
const heard = {
  accepted: "after-accept",
  answered: "after-response",
  refused: "after-refusal",
  failed: "after-refusal",
  unknown: "after-refusal",
} as const;

/** One request to one base, and what its outcome says of whether the service has the work now. */
async function attemptAt(
  base: string,
  service: AnyService,
  input: Record<string, unknown>,
  webhookUrl: string,
): Promise<Outcome> {
  const timeout = service.answers === "response" ? serviceTimeout(service) * 1000 : 30_000;
  try {
    const answer = await exchange(base, service.start(input, webhookUrl), timeout);
    const words = withoutTokens(`${service.id} answered ${answer.status}: ${inWords(answer.json, answer.text)}`);
    if (answer.status < 300) {
      if (service.answers === "response") return { state: "answered", text: answer.text };
      const receipt = service.answer.safeParse(answer.json);
      const started = receipt.success ? (service.started?.(receipt.data) ?? null) : null;
      if (started) return { state: "accepted", text: answer.text, started };
      return { state: "unknown", message: `${words} It is not known whether it took the work.` };
    }
    if (answer.status === 429 || answer.status === 503) {
      return { state: "refused", message: words, retryAfter: retryAfterSeconds(answer.headers["retry-after"]) };
    }
    if ([408, 409, 425, 502, 504].includes(answer.status)) return { state: "unknown", message: words };
    return { state: "failed", code: "service_refused", message: words };
  } catch (error) {
    if (!(error instanceof SendError)) throw error;
    const words = `${service.id}: ${error.message}`;
    if (error.delivered === "maybe") return { state: "unknown", message: words };
    if (error.retryable) return { state: "refused", message: words, retryAfter: null };
    return { state: "failed", code: "service_address", message: words };
  }
}

async function note(
  call: Call,
  service: AnyService,
  base: string,
  outcome: Exclude<Outcome, { state: "refused" }>,
  attempt: number,
): Promise<void> {
  const open: Call["status"][] = ["submitting", "ambiguous"];
  if (outcome.state === "answered") return void (await storeAnswer(call.id, outcome.text));
  if (outcome.state === "failed") {
    const error = { code: outcome.code, message: outcome.message, retryable: false };
    return void (await moveCall(call, open, { status: "failed", error, message: outcome.message }, attempt));
  }
  if (outcome.state === "unknown") {
    const { message } = outcome;
    if (service.answers === "webhook")
      return void (await moveCall(call, open, { status: "ambiguous", message }, attempt));
    // A response that never came will not come later either: ask again, as after a refusal.
    if (priceOf(service, call.input) > 0) return failUnknown(call, message, attempt);
    const nextAttemptAt = new Date(Date.now() + retryDelay(attempt, null) * 1000);
    return void (await moveCall(call, open, { status: "retrying", message, nextAttemptAt }, attempt));
  }
  const { id, queuePosition, waitSeconds } = outcome.started ?? { id: "" };
  const started = { serviceJobId: id, base: outcome.started?.base ?? base };
  const waiting = {
    status: "waiting" as const,
    ...started,
    queuePosition,
    waitSeconds: waitSeconds === undefined ? undefined : Math.ceil(waitSeconds),
    message: null,
  };
  // Retrying: somebody asked for another submit, which has not left yet. Now it is known where the work is.
  if (await moveCall(call, [...open, "retrying"], waiting, attempt)) return;
  if ((await findCall(call.id))?.attempt !== attempt) {
    // A person had it submitted again: that one is followed, and this one is given back when an answer has won.
    await noteEarlierWork(call.id, { id, base: started.base });
    return void (await giveBack(call.id).catch(() => {}));
  }
  // The job was cancelled, or the answer won, while the submit was in flight: the id still tells where the work is.
  await noteCall(call.id, started);
  await giveBack(call.id).catch(() => {}); // `functions/release.ts` tries again
}

/** The bases of a service, the one that holds the least work first. */
async function basesToTry(service: AnyService): Promise<string[]> {
  const bases = serviceUrls(service.id);
  if (bases.length < 2) return bases;
  const outstanding = await outstandingByBase(service.id);
  return bases.sort((a, b) => (outstanding.get(a) ?? 0) - (outstanding.get(b) ?? 0));
}

/** What a service said of its refusal, as short as it can be told. */
function inWords(json: unknown, text: string): string {
  if (json && typeof json === "object") {
    const { detail, error, message } = json as Record<string, unknown>;
    const words = detail ?? error ?? message;
    if (typeof words === "string") return words.slice(0, 500);
    if (words) return JSON.stringify(words).slice(0, 500);
  }
  return (
    text
      .replace(/<[^>]*>/g, " ")
      .replace(/\s+/g, " ")
      .trim()
      .slice(0, 200) || "(nothing)"
  );
}
