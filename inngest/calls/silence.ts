import type { Call } from "@/db/calls";
import type { PlannedCall } from "@/db/schema";
import { env } from "@/lib/env";
import { longestWait } from "@/lib/schemas/loose";
import { makerOf } from "../registry";

/**
 * When submitted work should be done: as the service said, else as is usual; in milliseconds since 1970. Work that was
 * queued begins when the wait that was named for it is over.
 */
export function expectedEnd(call: Call, plan: PlannedCall[], now = Date.now()): number | null {
  if (!call.submittedAt) return null;
  const since = call.waitSeconds === null ? (call.beganAt ?? call.submittedAt) : call.submittedAt;
  const end = since.getTime() + secondsOf(call, plan) * 1000;
  const hasJustBegun = call.waitSeconds !== null && (call.queuePosition ?? 0) > 1 && end < now;
  return hasJustBegun ? end + usual(call, plan) * 1000 : end;
}

/**
 * From when on the service of a step that waits counts as silent: it has said nothing for far longer than is usual. A
 * person may then have it asked or submitted again. Null where it does not wait.
 */
export function silentAt(call: Call, plan: PlannedCall[]): number | null {
  if (call.status !== "waiting") return null;
  const heard = Math.max(...[call.submittedAt, call.heardAt, call.resolvedAt].map((time) => time?.getTime() ?? 0));
  const { SILENT_AFTER, SILENT_FACTOR } = env();
  return heard + Math.max(SILENT_AFTER, SILENT_FACTOR * secondsOf(call, plan)) * 1000;
}

export const isSilent = (call: Call, plan: PlannedCall[], now = Date.now()) =>
  now >= (silentAt(call, plan) ?? Infinity);

const usual = (call: Call, plan: PlannedCall[]) =>
  plan.find(({ key }) => key === call.key)?.seconds ?? makerOf(call).typicalSeconds;

const secondsOf = (call: Call, plan: PlannedCall[]) =>
  waitOf(call) ?? usual(call, plan) * Math.max(1, call.queuePosition ?? 1);

/** Rows of earlier versions hold whatever a service said. */
const waitOf = ({ waitSeconds }: Call) =>
  waitSeconds === null ? null : Math.min(Math.max(waitSeconds, 0), longestWait);
