import type { Context } from "inngest";
import { findCall, isEnded } from "@/db/calls";
import type { StepOverride } from "@/db/schema";
import type { AnyService } from "@/lib/define-service";
import { env, serviceTimeout } from "@/lib/env";
import { findInLedger } from "../calls/ledger";
import { mayWaitInLine, mostRounds, offerPlacesSoon, secondsInLine } from "../calls/places";
import { waitSeconds } from "../calls/poll";
import { settle } from "../calls/settle";
import { submitNew, submitOrPoll, wakeIfAnswered } from "../calls/submit";
import { inngest } from "../client";
import { callAnswered, jobCancelling, jobEnded } from "../events";
import { allRoles, allServices, makerOf } from "../registry";

/**
 * A call: one request to one service inside a job, as a child function of its service.
 *
 * 0. Each call is its own function run, so that chains of one workflow do not wait for each other.
 * 1. Submit once: the ledger row is committed before the request leaves. After a crash in between the call is `unconfirmed`
 *    and is not resubmitted automatically while its webhook may still come.
 * 2. No answer is missed: answers that came during the submit are read right after it. Every wait starts together with
 *    another look at the inbox, and the engine stores the wait first.
 * 3. The inbox is the truth, events are hints: a wait has a time limit, and the inbox is read after each one.
 * 4. Forward only: every change of state is conditional, and the first terminal answer wins.
 * 5. Succeeded means stored: the files of a result are in our store before the call counts as succeeded.
 * 6. Reuse: a finished result of an equal request is used again at no cost (`findInLedger`).
 * 7. Nothing keeps running: a job that ends cancels its work at the services (`functions/release.ts`).
 */

export type CallData = {
  jobId: string;
  key: string;
  generation: number;
  /** Default 1. Absent in events of earlier versions. */
  tryNumber?: number;
  input: Record<string, unknown>;
  change?: StepOverride;
  /** Priority of the job, which also orders its calls. */
  priority: number;
};

/**
 * How long a job's run waits for a call's run before it reads the ledger. Longer than most calls take, because the next wait
 * starts a second run for the same call.
 */
export const waitForCall = (service: AnyService) =>
  `${Math.ceil(serviceTimeout(service) + 4 * env().RECONCILE_SECONDS + (mayWaitInLine(service) ? 86_400 : 0))}s`;

function callFunction(service: AnyService) {
  return inngest.createFunction(
    {
      id: `call-${service.id}`,
      name: `Service: ${service.title}`,
      retries: 10,
      priority: { run: "event.data.priority" },
      cancelOn: [
        { event: jobCancelling, match: "data.jobId" },
        { event: jobEnded, match: "data.jobId" },
      ],
    },
    async ({ event, step, attempt, maxAttempts }: Context) => {
      const { jobId, key, generation, tryNumber = 1, input, change } = event.data as CallData;
      // Events of an earlier version lack the key. The job's run then starts a new run for the same row.
      if (!key) return { callId: null };
      const wanted = { jobId, key, generation, tryNumber, service, input, change };
      // Not a step, so that a call with an existing result costs the engine no step.
      const found = await findInLedger(wanted);
      if (!found) return { callId: null };
      const { keyId, call, hash } = found;
      if (call && isEnded(call)) return { callId: call.id };
      let callId = call?.id;

      for (let round = 1; ; round++) {
        // The only step here, so that it runs in the request that finds it: an immediate answer costs one request.
        const state = await step.run(`ask ${round}`, async () => {
          const now = callId ? await submitOrPoll(callId, service) : await submitNew(wanted, hash);
          const lastTry = attempt + 1 >= (maxAttempts ?? 1);
          const state = await settle(now, service, { keyId, lastTry });
          const entry = now && service.kind === "role" ? (await findCall(now.id))?.entry : undefined;
          if (state.ended && mayWaitInLine(service)) offerPlacesSoon();
          return { callId: now?.id, entry, ...state };
        });
        const maker = makerOf({ service: service.id, entry: state.entry ?? null }, service);
        callId ??= state.callId;
        if (state.ended || !callId || round === mostRounds) return { callId };
        if (state.retryAt) await step.sleepUntil(`wait before attempt ${round + 1}`, new Date(state.retryAt));
        else {
          const id = callId;
          const seconds = state.isInLine
            ? secondsInLine(round)
            : Math.min(waitSeconds(round, maker), state.lookWithin ?? Number.POSITIVE_INFINITY);
          const wait = step.waitForEvent(`wait for ${state.isInLine ? "a place" : "the answer"} ${round}`, {
            event: callAnswered,
            if: `async.data.callId == "${id}"`,
            timeout: `${seconds}s`,
          });
          await Promise.all([wait, step.run(`look ${round}`, () => wakeIfAnswered(id, service))]);
        }
      }
    },
  );
}

export const callFunctions = new Map(
  [...allServices, ...allRoles].map((service) => [service.id, callFunction(service)]),
);
