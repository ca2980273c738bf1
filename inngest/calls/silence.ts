import type { Call } from "@/db/calls";
import type { PlannedCall } from "@/db/schema";
import { env } from "@/lib/env";
import { longestWait } from "@/lib/schemas/loose";
import { findMaker } from "../registry";

/**
 * When submitted work should be done, in milliseconds since 1970: by the service's own estimate, else by the usual duration.
 * Queued work is assumed to begin after the wait that the service named.
 */
export function expectedEnd(call: Call, plan: PlannedCall[], now = Date.now()): number | null {
  if (!call.submittedAt) return null;
  const since = call.waitSeconds === null ? (call.beganAt ?? call.submittedAt) : call.submittedAt;
  const end = since.getTime() + secondsOf(call, plan) * 1000;
  const hasJustBegun = call.waitSeconds !== null && (call.queuePosition ?? 0) > 1 && end < now;
  return hasJustBegun ? end + usual(call, plan) * 1000 : end;
}

/**
 * When the service of a waiting step counts as silent, in milliseconds since 1970: it has sent nothing for far longer than
 * usual. A person may then query it or submit again. Null if the step does not wait.
 */
export function silentAt(call: Call, plan: PlannedCall[]): number | null {
  if (call.status !== "waiting") return null;
  const { SILENT_AFTER, SILENT_FACTOR } = env();
  return lastNews(call) + Math.max(SILENT_AFTER, SILENT_FACTOR * secondsOf(call, plan)) * 1000;
}

/** When the service last sent something, or a person or the submit began the wait, in milliseconds since 1970. */
export const lastNews = ({ submittedAt, heardAt, resolvedAt }: Call): number =>
  Math.max(...[submittedAt, heardAt, resolvedAt].map((time) => time?.getTime() ?? 0));

export const isSilent = (call: Call, plan: PlannedCall[], now = Date.now()) =>
  now >= (silentAt(call, plan) ?? Infinity);

/** Seconds. A minute for a service that this version does not know. */
const usual = (call: Call, plan: PlannedCall[]) =>
  plan.find(({ key }) => key === call.key)?.seconds ?? findMaker(call)?.typicalSeconds ?? 60;

const secondsOf = (call: Call, plan: PlannedCall[]) =>
  waitOf(call) ?? usual(call, plan) * Math.max(1, call.queuePosition ?? 1);

/** Rows of earlier versions may hold values outside the limits. */
const waitOf = ({ waitSeconds }: Call) =>
  waitSeconds === null ? null : Math.min(Math.max(waitSeconds, 0), longestWait);
