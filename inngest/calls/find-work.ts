import { transitionCall } from "@/db/call-moves";
import type { Call } from "@/db/calls";
import { sha256 } from "@/db/keys";
import type { AnyService } from "@/lib/define-service";
import { sendToService } from "./service-request";

/** Our id of one submit at its service: each attempt is another one, because services refuse an id that they know. */
export const submitIdOf = ({ id, attempt }: Pick<Call, "id" | "attempt">): string => `${id}-${attempt}`;

/**
 * Looks for the work of a call at a service that finds it by our own id. Null where nothing is found: that does not prove
 * that the request was not accepted.
 */
export async function findWork(call: Call, service: AnyService): Promise<{ id: string; base: string } | null> {
  const base = call.base ?? "";
  const request = service.find?.(submitIdOf(call));
  const answer = request && (await sendToService(service, base, request, { timeoutMs: 30_000 }).catch(() => null));
  if (!answer || answer.status >= 300) return null;
  const of = { callId: submitIdOf(call), isOurs: (url: string) => isWebhookOf(call, url) };
  const work = service.found?.(answer.json ?? null, of);
  return work ? { id: work.id, base } : null;
}

/** Follows the work of an unconfirmed call that its service finds. The row afterwards, or null where nothing changed. */
export async function adoptFoundWork(call: Call, service: AnyService): Promise<Call | null> {
  const work = await findWork(call, service);
  if (!work) return null;
  const tried = call.tried?.filter(({ entry, kind }) => entry !== call.entry || kind !== "unknown");
  return transitionCall(call, "adopt", { serviceJobId: work.id, message: null, tried });
}

/** Whether an address is the webhook of the call's newest submit; its token is stored hashed. */
function isWebhookOf({ id, tokenHash }: Call, url: string): boolean {
  const [, token] = url.split(`/api/answers/${id}/`);
  return token !== undefined && sha256(token) === tokenHash;
}
