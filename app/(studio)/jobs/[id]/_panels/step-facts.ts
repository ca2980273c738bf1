"use client";

import { useFormatter, useTranslations } from "use-intl";
import { secondsBetween, useTimeWords } from "@/app/(studio)/_i18n/format-time";
import { stepLooks } from "@/app/(studio)/_ui/status-style";
import type { Step } from "@/lib/schemas/job";

/** Whether others are before it at the service; the first in a queue is at work. */
export const isQueued = ({ status, queuePosition }: Step) => status === "waiting" && (queuePosition ?? 0) > 1;

/** Whether it has outlasted what its service said, or what is usual. */
export const isLate = ({ status, eta, queuePosition }: Step, now: number) =>
  (status === "waiting" || status === "submitting") &&
  (queuePosition ?? 0) <= 1 &&
  eta !== null &&
  Date.parse(eta) < now;

/** The key of the message that names the state of a step. */
export const stateOf = (step: Step | null) =>
  step?.outOfDate
    ? ("outOfDate.step" as const)
    : step && isQueued(step)
      ? ("status.step.queued" as const)
      : (`status.step.${step?.status ?? "pending"}` as const);

/** What is worth telling about a step besides its status, in one line. */
export function useStepFacts(step: Step | null, now: number, currency: string): string {
  const t = useTranslations("job");
  const say = useTranslations("outOfDate");
  const byHand = useTranslations("edit");
  const format = useFormatter();
  const { duration, shortTime } = useTimeWords();
  if (!step) return "";
  const { phase } = stepLooks[step.status];
  const facts: string[] = [];
  const usd = (cost: number) => format.number(cost, { style: "currency", currency, maximumFractionDigits: 3 });
  if (step.outOfDate) return say("cost", { cost: usd(step.outOfDate.cost) });
  const until = (time: string | null) => (time ? (Date.parse(time) - now) / 1000 : 0);
  if (isQueued(step)) facts.push(t("place", { n: step.queuePosition ?? 0 }));
  if (step.attempt > 1 || step.status === "retrying")
    facts.push(
      step.maxAttempts === null
        ? t("attempt", { n: step.attempt })
        : t("attemptOf", { n: step.attempt, of: step.maxAttempts }),
    );
  if (phase === "now" && step.progress !== null) facts.push(t("done", { share: step.progress }));
  if (step.status === "retrying" && step.nextAttemptAt && until(step.nextAttemptAt) > 0)
    facts.push(
      until(step.nextAttemptAt) < 60
        ? t("nextAttempt", { wait: duration(until(step.nextAttemptAt)) })
        : t("nextAttemptAt", { time: shortTime(step.nextAttemptAt) }),
    );
  else if (phase === "now" && until(step.eta) > 1) facts.push(t("left", { wait: duration(until(step.eta)) }));
  else if (phase === "now" && step.startedAt && until(step.startedAt) < -1)
    facts.push(t("elapsed", { time: duration(-until(step.startedAt)) }));
  if (isLate(step, now)) facts.push(t("late"));
  if (step.byHand) facts.push(byHand("byHand"));
  else if (phase === "done" && step.status !== "cached" && step.startedAt && step.finishedAt)
    facts.push(t("lasted", { time: duration(secondsBetween(step.startedAt, step.finishedAt)) }));
  if (step.cost > 0) facts.push(usd(step.cost));
  return facts.join(" · ");
}
