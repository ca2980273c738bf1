import type { Step } from "@/lib/job";
import { stepWords } from "../../status-words";
import { duration, secondsBetween } from "../../time-words";
import { words } from "../../words";

/** What is worth telling about a step besides its status, as short phrases. */
export function stepFacts(step: Step, now: number): string[] {
  const { phase } = stepWords[step.status];
  const facts: string[] = [];
  const until = (time: string | null) => (time ? (Date.parse(time) - now) / 1000 : 0);
  if (phase === "now" && step.queuePosition) facts.push(words.job.place(step.queuePosition));
  if (step.attempt > 1 || step.status === "retrying") facts.push(words.job.attempt(step.attempt, step.maxAttempts));
  if (step.status === "retrying" && until(step.nextAttemptAt) > 0)
    facts.push(words.job.nextAttempt(duration(until(step.nextAttemptAt))));
  else if (phase === "now" && until(step.eta) > 1) facts.push(words.job.left(duration(until(step.eta))));
  if (phase === "done" && step.status !== "cached" && step.startedAt && step.finishedAt)
    facts.push(words.job.lasted(duration(secondsBetween(step.startedAt, step.finishedAt))));
  return facts;
}
