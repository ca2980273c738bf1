import { type Call, findCall, heldByService, isEnded, moveCall, noteCall } from "@/db/calls";
import { answersTo } from "@/db/inbox";
import { findJob } from "@/db/jobs";
import { serviceTimeout } from "@/lib/env";
import type { AnyService, Reading } from "@/lib/service";
import { KeepError, keepOutput } from "./keep";
import { deadlineOf, isWanted } from "./ledger";

export const micros = (price: number) => Math.round(price * 1_000_000);

/**
 * Reads the inbox of a call and moves it to where its answers say it is. The first terminal answer wins. `lastTry`: what
 * fails now is final, the engine will not run this again.
 */
export async function settle(
  callId: string,
  service: AnyService,
  { lastTry }: { lastTry: boolean },
): Promise<{ ended: boolean; retryAt?: string }> {
  const call = await findCall(callId);
  if (!call || isEnded(call)) return { ended: true };
  if (!(await isWanted(call.jobId))) return { ended: true };

  const reading = await newestReading(call, service);
  if (reading?.state === "done") return keep(call, service, reading.output as Record<string, unknown>, lastTry);
  if (reading?.state === "failed")
    return fail(call, "service_failed", `${service.id}: ${reading.reason}`, micros(priceOf(service, call)));

  const deadline = deadlineOf(call, service);
  if (Date.now() >= deadline) {
    const timeout = serviceTimeout(service);
    const since = `${service.id} gave no result within ${timeout < 120 ? `${timeout} seconds` : `${Math.round(timeout / 60)} minutes`}.`;
    return fail(
      call,
      "service_timeout",
      call.message ? `${since} Last: ${call.message}` : since,
      0,
      heldByService.includes(call.status),
    );
  }
  if (reading?.state === "pending") {
    const { queuePosition, waitSeconds } = reading;
    const known = { queuePosition, waitSeconds: waitSeconds === undefined ? undefined : Math.ceil(waitSeconds) };
    await moveCall(call, ["submitting", "ambiguous", "waiting"], { status: "waiting", ...known });
  }
  if (call.status === "retrying") return { ended: false, retryAt: earlier(call.nextAttemptAt, deadline) };
  return { ended: false };
}

/** The next attempt, or the end of patience when that comes first. */
const earlier = (attempt: Date | null, deadline: number) =>
  new Date(Math.min(attempt?.getTime() ?? deadline, deadline)).toISOString();

/** The first terminal reading of the inbox, else the newest pending one, else null. */
async function newestReading(call: Call, service: AnyService): Promise<Reading<unknown> | null> {
  let newest: Reading<unknown> | null = null;
  for (const answer of await answersTo(call.id)) {
    const reading = readAnswer(service, answer.body);
    if (reading.state !== "pending") return reading;
    newest = reading;
  }
  return newest;
}

/** What a body from a service means; one that cannot be read is a failure in its own words. */
export function readAnswer(service: AnyService, body: string): Reading<unknown> {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { state: "failed", reason: `It did not answer in JSON: ${body.slice(0, 200)}` };
  }
  const answer = service.answer.safeParse(json);
  if (!answer.success) return { state: "failed", reason: `Its answer cannot be read: ${body.slice(0, 200)}` };
  return service.read(answer.data);
}

const priceOf = (service: AnyService, call: Call) => service.price?.(service.input.parse(call.input)) ?? 0;

async function keep(call: Call, service: AnyService, output: Record<string, unknown>, lastTry: boolean) {
  const job = await findJob(call.jobId);
  if (!job) return { ended: true };
  await moveCall(call, ["submitting", "ambiguous", "waiting"], { status: "keeping", message: null });
  const cost = micros(priceOf(service, call));
  try {
    const kept = await keepOutput(service, service.output.parse(output), job.keyId);
    await moveCall(call, ["keeping"], { status: "succeeded", output: kept, cost, message: null, error: null });
  } catch (error) {
    if (!(error instanceof KeepError)) throw error;
    if (error.retryable && !lastTry) {
      await noteCall(call.id, { message: error.message });
      throw error;
    }
    return fail(call, "result_unusable", `${service.id}: ${error.message}`, cost);
  }
  return { ended: true };
}

async function fail(call: Call, code: string, message: string, cost: number, releaseDue = false) {
  const from: Call["status"][] = ["pending", "submitting", "ambiguous", "waiting", "retrying", "keeping"];
  await moveCall(call, from, {
    status: "failed",
    releaseDue,
    cost,
    message,
    error: { code, message, retryable: true },
  });
  return { ended: true };
}
