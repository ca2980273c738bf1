import { setCallMessage, transitionCall, whenResubmitted } from "@/db/call-moves";
import { heldByService } from "@/db/call-states";
import { type Call, findCall, isEnded } from "@/db/calls";
import { discardLostResult, discardRecovered, isRecovered, moveToNextEntry } from "@/db/open-call";
import { type AnyService, type FailureKind, mostAttempts } from "@/lib/define-service";
import { env, serviceTimeout } from "@/lib/env";
import { failpoint } from "@/lib/failpoint";
import { mediaValues } from "@/lib/media/field";
import { secondsOfReading } from "@/lib/pause-watch";
import { micros, priceOf } from "@/lib/pricing";
import { afterwards } from "@/lib/routing/afterwards";
import type { Usage } from "@/lib/schemas/job";
import { makerOf } from "../registry";
import { isTerminal, readInbox, remoteIdsInAnswers } from "./interpret-answers";
import { clockOf, makersOf, withTried } from "./makers";
import { isInLine } from "./places";
import { isOverdue, pollStatus } from "./poll";
import { cancelRemoteOrSchedule } from "./release";
import { StoreOutputError, storeOutput } from "./store-output";

/**
 * Reads the inbox of a call and applies its answers; the first terminal one wins. An overdue call is polled once more, if
 * the service can be polled, and then fails. Never submits. `call`: the row just read or written; if it is stale, no move
 * below changes anything. `lastTry`: the engine will not run this again, so a failure is final.
 */
export async function settle(
  call: Call | undefined,
  wanted: AnyService,
  { keyId, lastTry }: { keyId: string; lastTry: boolean },
): Promise<Settled> {
  if (!call || isEnded(call)) return { ended: true };
  const service = makerOf(call, wanted);

  const overdue = isOverdue(call, clockOf(call, wanted));
  let { reading, graceEnds, cost, usage } = await readInbox(call, service);
  const asked = overdue && !isTerminal(reading) && (await pollStatus(call, service));
  // The work process lost the work, which is submitted again at no cost. Its time-out starts over.
  if (asked && (await findCall(call.id))?.status === "retrying") return { ended: false };
  // At the deadline, a result with an unknown status is better than none.
  if (overdue) ({ reading, graceEnds, cost, usage } = await readInbox(call, service, Number.POSITIVE_INFINITY));
  const charged = micros(cost ?? priceOf(service, call.input));
  if (reading?.state === "done")
    return keep(call, { keyId, service, charged, usage, lastTry }, reading.output as Record<string, unknown>);
  if (reading?.state === "failed") {
    const message = `${service.id}: ${reading.reason}`;
    const failure = { message, kind: reading.kind ?? "provider", cost: micros(cost ?? 0) };
    if (await failedOver(call, wanted, failure)) return { ended: false };
    return fail(call, "service_failed", message, charged, whenResubmitted);
  }

  if (overdue) {
    const timeout = serviceTimeout(service);
    const reason = [
      `${service.id} gave no result within ${timeout < 120 ? `${timeout} seconds` : `${Math.round(timeout / 60)} minutes`}.`,
      asked ? `A last status query ${reading ? "said that it was still running" : "returned no result"}.` : "",
      call.message ? `Last message: ${call.message}` : "",
    ];
    return fail(
      call,
      "service_timeout",
      reason.filter(Boolean).join(" "),
      0,
      heldByService.includes(call.status) || whenResubmitted,
    );
  }
  const isKnown = call.status === "waiting" && call.serviceJobId !== null;
  const isElsewhere = reading?.state === "elsewhere";
  if ((isElsewhere || reading?.state === "pending") && !isKnown && heldByService.includes(call.status)) {
    const [work] = call.serviceJobId ? [] : await remoteIdsInAnswers(call, service); // a progress webhook names the work as well
    await transitionCall(call, "hear", work && { serviceJobId: work.id, base: work.base });
  }
  const graceSeconds = graceEnds && Math.max(1, Math.ceil((graceEnds.getTime() - Date.now()) / 1000));
  // After a pause of this process the call may be overdue once everything has been read.
  const lookWithin = isElsewhere ? 1 : (graceSeconds ?? (Math.ceil(secondsOfReading()) || longestLook(call)));
  if (isInLine(call)) return { ended: false, isInLine: true };
  const retryAt = call.status === "retrying" ? call.nextAttemptAt?.toISOString() : undefined;
  return { ended: false, retryAt, ...(lookWithin && { lookWithin }) };
}

/** Moves the call to the role's next entry after one accepted the work and failed. False if it may not. */
async function failedOver(
  call: Call,
  role: AnyService,
  { message, kind, cost }: { message: string; kind: FailureKind; cost: number },
) {
  if (role.kind !== "role" || !call.entry || call.earlierTokenHashes.length > 0) return false;
  const tried = withTried(call.tried, call.entry, "failed", message);
  const then = afterwards(
    { state: "failed", kind },
    {
      ...{ repeatable: role.repeatable ?? false, submits: 1, nextOnModeration: env().FALLBACK_ON_MODERATION },
      ...{ hasNext: makersOf({ ...call, tried }, role).length > 0 },
      hasFailedBefore: call.tried?.some((one) => one.kind === "failed") ?? false,
    },
  );
  return then === "next" && moveToNextEntry(call, { message, tried, cost });
}

/** Seconds. A process that ends while it submits wakes no call, so the run looks after it often. */
const longestLook = ({ status }: Call): number | undefined => (status === "submitting" ? 30 : undefined);

type Settled = { ended: boolean; retryAt?: string; lookWithin?: number; isInLine?: true };
type Keeping = { keyId: string; service: AnyService; charged: number; usage?: Usage | null; lastTry: boolean };

const kept = globalThis as typeof globalThis & { nextsceneStores?: Map<string, Promise<Settled>> };
kept.nextsceneStores ??= new Map();
/** The results that this process is storing, by call: a second run of a call waits for the first one's files. */
const stores = kept.nextsceneStores;

function keep(call: Call, keeping: Keeping, output: Record<string, unknown>): Promise<Settled> {
  const storing = stores.get(call.id) ?? keepOnce(call, keeping, output).finally(() => stores.delete(call.id));
  stores.set(call.id, storing);
  return storing;
}

async function keepOnce(
  call: Call,
  { keyId, service, charged, usage, lastTry }: Keeping,
  output: Record<string, unknown>,
): Promise<Settled> {
  const storingSince = call.storingSince ?? new Date();
  const hasFiles = mediaValues(service.output, output).length > 0;
  // Every open state allows this move, so a call that does not move has ended.
  if (hasFiles && !(await transitionCall(call, "store", { message: null, storingSince }))) return { ended: true };
  // An earlier try has paid for a recovered result.
  const cost = isRecovered(call) ? 0 : charged;
  try {
    const kept = await storeOutput(service, output, { keyId, base: call.base });
    failpoint("after-asset");
    const message = isRecovered(call) ? "The service had already made it; only the result was fetched." : null;
    const succeeded = { output: kept, cost, usage, message, error: null, cancelPending: whenResubmitted };
    const ended = await transitionCall(call, hasFiles ? "keep" : "succeed", succeeded);
    if ((ended ?? call).earlierTokenHashes.length > 0) await cancelRemoteOrSchedule(call.id);
  } catch (error) {
    if (!(error instanceof StoreOutputError)) throw error;
    if (service.kind === "local" && error.isGone && call.attempt < mostAttempts(service)) {
      await discardLostResult(call, "The work process was restarted and lost the result. Running the step again.");
      return { ended: false };
    }
    const seconds = (Date.now() - storingSince.getTime()) / 1000;
    if (seconds < error.patience && !lastTry) {
      const wait = Math.min(60, Math.max(1, seconds)); // doubles the time spent so far
      const nextAttemptAt = new Date(Date.now() + wait * 1000);
      await setCallMessage(call, `${error.message}. Fetching it again.`, { nextAttemptAt });
      return { ended: false, retryAt: nextAttemptAt.toISOString() };
    }
    if (isRecovered(call) && error.code === "result_unusable") {
      await discardRecovered(call);
      return { ended: false };
    }
    return fail(call, error.code, `${service.id}: ${error.message}`, cost, whenResubmitted);
  }
  return { ended: true };
}

async function fail(
  call: Call,
  code: string,
  message: string,
  cost: number,
  cancelPending: boolean | typeof whenResubmitted,
) {
  await transitionCall(call, "fail", { cancelPending, cost, message, error: { code, message, retryable: true } });
  return { ended: true };
}
