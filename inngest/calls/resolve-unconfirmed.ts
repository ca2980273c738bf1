import { z } from "zod";
import { reopenCall, setCallMessage, transitionCall } from "@/db/call-moves";
import { type Call, callsOf, currentCalls, findCall } from "@/db/calls";
import type { JobRow } from "@/db/jobs";
import type { AnyService } from "@/lib/define-service";
import { Problem } from "@/lib/errors";
import { failpoint } from "@/lib/failpoint";
import { priceOf } from "@/lib/pricing";
import { hint } from "../event-outbox";
import { chargedBefore, refusalToPay } from "../jobs/reserve";
import { unknownStep } from "../jobs/unknown-step";
import { makerOf } from "../registry";
import { latestStatus } from "./interpret-answers";
import { pollStatus } from "./poll";
import { isSilent } from "./silence";

/** A person's decision on a call that is unconfirmed or whose service has been silent for too long. */
export const resolveRequest = z.discriminatedUnion("action", [
  z
    .strictObject({ action: z.literal("check_again") })
    .meta({ description: "Query the service, or look for its webhook." }),
  z
    .strictObject({
      action: z.literal("adopt"),
      serviceJobId: z.string().trim().min(1, "Give the service's own id of the work.").max(200).meta({
        description: "The service's own id of the work; used to poll and cancel it.",
      }),
    })
    .meta({ description: "Confirm that the service accepted the request." }),
  z
    .strictObject({ action: z.literal("submit_again") })
    .meta({ description: "Submit the request again at the risk of paying twice. The first answer counts." }),
]);
export type ResolveRequest = z.output<typeof resolveRequest>;

/**
 * Applies a decision once: of two concurrent requests one gets a conflict. Then wakes the call's run, which waits for an
 * event. Throws `conflict` if the step cannot be resolved, `budget_exceeded` if a new submit costs too much.
 */
export async function resolveStep(job: JobRow, step: string, request: ResolveRequest): Promise<void> {
  const rows = await callsOf([job.id]);
  const call = currentCalls(rows).get(step);
  if (!call && !job.plan.some((planned) => planned.key === step)) throw unknownStep(job, rows, step);
  if (!call || !(await act(call, request, isSilent(call, job.plan)))) {
    const status = call ? (await findCall(call.id))?.status : "pending";
    const silent = "or a step whose service has been silent for too long (see `silentAt`)";
    throw new Problem("conflict", `You can only resolve an unconfirmed step, ${silent}; "${step}" is ${status}.`);
  }
  failpoint("after-resolve");
  void hint(call.id);
}

/** False if the call is not, or no longer, in a state that allows this action. */
async function act(call: Call, request: ResolveRequest, silent: boolean): Promise<boolean> {
  const isOpen = call.status === "unconfirmed" || silent;
  if (request.action === "check_again") return isOpen && checkAgain(call, makerOf(call));
  if (request.action === "submit_again") {
    if (!isOpen) return false;
    const price = chargedBefore(call) + priceOf(makerOf(call), call.input) * (2 + call.earlierTokenHashes.length);
    const refusal = await refusalToPay(call, price);
    if (refusal) throw new Problem("budget_exceeded", refusal);
    return reopenCall(call, "Submitted again on request. The previous submission may have arrived as well.");
  }
  const adopted = { serviceJobId: request.serviceJobId, resolvedAt: new Date(), message: null };
  return (await transitionCall(call, "adopt", adopted)) !== null;
}

/** Polls if possible and adds the finding to the call's message. The call's own run changes its state. */
async function checkAgain(call: Call, service: AnyService): Promise<boolean> {
  const asked = await pollStatus(call, service);
  const reading = await latestStatus(call, service);
  const found = reading ? "A response has arrived and is being processed." : nothingFound(service, asked);
  const said = call.message?.replace(/[^.!?]$/, "$&.") ?? "";
  const message = said.includes(found) ? said : `${said} ${found}`.trim();
  return setCallMessage(call, message, { unchanged: true });
}

function nothingFound(service: AnyService, asked: boolean): string {
  if (asked) return "The service returned no status and no webhook has arrived yet.";
  if (service.poll) {
    return "The service can only be queried with its own id of the work, which is unknown; no webhook has arrived yet.";
  }
  return "The service has no status query, and no webhook has arrived yet.";
}
