import type { Context } from "inngest";
import { findCall, isEnded } from "@/db/calls";
import type { StepOverride } from "@/db/schema";
import type { AnyService } from "@/lib/define-service";
import { env, serviceTimeout } from "@/lib/env";
import { findInLedger } from "../calls/ledger";
import { waitSeconds } from "../calls/poll";
import { settle } from "../calls/settle";
import { submitNew, submitOrPoll, wakeIfAnswered } from "../calls/submit";
import { callAnswered, inngest, jobCancelling, jobEnded } from "../client";
import { allRoles, allServices, makerOf } from "../registry";

/**
 * A call: one request to one service inside a job, as a child function of its service.
 *
 * 0. Each call is a function run of its own, so that chains of one workflow do not wait for each other.
 * 1. Submit once: the ledger row is committed before the request leaves. What died in between is `unconfirmed` and is never
 *    submitted again by itself while its webhook may still come.
 * 2. No answer is missed, however early it comes: what is there when the submit has ended is read at once, and every wait
 *    is armed before the inbox is looked at once more: both are started side by side, and the engine stores the wait first.
 * 3. The inbox is the truth, events are hints: waits run in slices, and after each one the inbox is read.
 * 4. Forward only: every change of state is conditional, the first terminal answer wins.
 * 5. Done means kept: the files of a result are in our store before the call counts as succeeded.
 * 7. Nothing is left running: a job that ends gives back what its services still hold (`functions/release.ts`).
 */

export type CallData = {
  jobId: string;
  key: string;
  generation: number;
  /** Of calls that an earlier version began it is not told: those have one. */
  tryNumber?: number;
  input: Record<string, unknown>;
  change?: StepOverride;
  /** The job's: its calls go before those of others, too. */
  priority: number;
};

/**
 * How long a job's run waits for the end of a call's run before it looks into the ledger: longer than most calls take, since
 * the wait after it has the call taken up by a second run.
 */
export const waitForCall = (service: AnyService) =>
  `${Math.ceil(serviceTimeout(service) + 4 * env().RECONCILE_SECONDS)}s`;

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
      // A run that an earlier version started names its call in another way: the job's run starts a new one, on the same row.
      if (!key) return { callId: null };
      const wanted = { jobId, key, generation, tryNumber, service, input, change };
      // Not a step: a call whose result is there already costs the engine none.
      const found = await findInLedger(wanted);
      if (!found) return { callId: null };
      const { keyId, call, hash } = found;
      if (call && isEnded(call)) return { callId: call.id };
      let callId = call?.id;

      for (let round = 1; ; round++) {
        // Nothing beside it, so that it runs within the request that finds it: a call that is answered at once is one request.
        const state = await step.run(`ask ${round}`, async () => {
          const now = callId ? await submitOrPoll(callId, service) : await submitNew(wanted, hash);
          const lastTry = attempt + 1 >= (maxAttempts ?? 1);
          const state = await settle(now, service, { keyId, lastTry });
          const entry = now && service.kind === "role" ? (await findCall(now.id))?.entry : undefined;
          return { callId: now?.id, entry, ...state };
        });
        const maker = makerOf({ service: service.id, entry: state.entry ?? null }, service);
        callId ??= state.callId;
        if (state.ended || !callId) return { callId };
        if (state.retryAt) await step.sleepUntil(`wait before attempt ${round + 1}`, new Date(state.retryAt));
        else if (maker.mode === "async") {
          const id = callId;
          const wait = step.waitForEvent(`wait for the answer ${round}`, {
            event: callAnswered,
            if: `async.data.callId == "${id}"`,
            timeout: `${Math.min(waitSeconds(round, maker), state.lookWithin ?? Number.POSITIVE_INFINITY)}s`,
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
