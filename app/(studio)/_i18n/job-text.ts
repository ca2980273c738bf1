import type { Job, JobError, Step, Take } from "@/lib/schemas/job";
import { isLate } from "../jobs/[id]/_panels/step-facts";
import { explain, type Say } from "./explain-code";
import type { Review } from "./model-text";

/**
 * Sentences about jobs and steps, from their states and codes. A service's message stays in its own words; where these
 * are not in the page's language, our sentence precedes them on its own line.
 */

export function stepWords(step: Step, t: Say): string {
  const said = step.error?.message ?? step.said;
  const own = said && ownWords(said, step.service);
  const ours =
    (step.error && explain(step.error.code, t)) ??
    madeWords(step, t) ??
    t(`job.says.${isInLine(step) ? "in_line" : step.status}`, { n: Math.max(1, step.queuePosition ?? 1) });
  return withWords(ours, own, t);
}

/** A message without the id of its service, which is for developers: the step beside it has a name. */
export const ownWords = (message: string, service: string | null) =>
  service === null ? message : message.replace(`${service}: `, "");

/** Whether a step waits for a place at its service. */
const isInLine = ({ status, said }: Step) => status === "pending" && said !== null;

const triedKinds = [
  ...["throttled", "unavailable", "balance", "key", "model", "input", "moderated"],
  ...["unsent", "unknown", "failed", "budget"],
] as const;

/** "fal:wan-2.5 was busy": why a provider did not make a step. */
export const triedWords = ({ provider, kind }: Step["tried"][number], t: Say): string =>
  t(`job.tried.${triedKinds.find((one) => one === kind) ?? "failed"}`, { provider });

/** "fal:wan-2.5 was busy; kling:kling-v3 made it." Null if the first provider made it. */
function madeWords({ status, byHand, provider, tried }: Step, t: Say): string | null {
  if (status !== "succeeded" || byHand || !provider || tried.length === 0) return null;
  const newest = new Map(tried.map((one) => [one.provider, one]));
  const others = [...newest.values()].map((one) => triedWords(one, t)).join(t("job.made.and"));
  return t("job.made.by", { others, provider });
}

/** The state or the outcome of a take, by a service. */
export const takeWords = ({ status, said }: Take, service: string, t: Say): string =>
  withWords(t(`job.says.${status}`, { n: 1 }), said && ownWords(said, service), t);

/** Why a job failed. `errors`: the model's own sentences for its codes. */
export function failureWords(
  { code, message: said, service, shots }: Pick<JobError, "code" | "message" | "service" | "shots">,
  errors: Record<string, string>,
  t: Say,
) {
  const message = ownWords(said, service);
  if (!shots) return withWords(errors[code] ?? explain(code, t), message, t);
  // The message contains this sentence in English.
  const [, there = "", own = message] = /^(\d+ of \d+ shots are finished\.) (.*)$/s.exec(message) ?? [];
  const words = withWords(errors[code] ?? explain(code, t), own, t);
  return there ? `${t("job.shots", shots)}\n${words}` : words;
}

const withWords = (ours: string | null, own: string | null, t: Say): string => {
  if (own === null) return ours ?? "";
  return ours === null || !t.has("codes.internal" as never) ? own : `${ours}\n${own}`;
};

/**
 * The job's progress in one sentence. `nameOf`: step titles in the page's language; `lookOf`: what a review is about.
 */
export function progressWords(
  job: Job,
  { nameOf, lookOf }: { nameOf: (key: string) => string; lookOf: (review: Review) => string },
  t: Say,
  now: number,
): string {
  const { status, steps, review } = job;
  if (status === "awaiting_review") {
    return t("job.now.awaiting_review", { what: review.awaiting ? lookOf(review.awaiting) : "" });
  }
  if (status !== "running") return t(`job.now.${status}`);
  const current = steps.filter((one) =>
    ["submitting", "unconfirmed", "waiting", "retrying", "storing"].includes(one.status),
  );
  const held = current.find((one) => one.status === "retrying" || one.status === "unconfirmed");
  if (held) return t("job.now.held", { name: nameOf(held.key), words: stepWords(held, t) });
  const late = current.find((step) => isLate(step, now));
  if (late) return t("job.now.late", { name: nameOf(late.key) });
  const inLine = current.length === 0 ? steps.find(isInLine) : undefined;
  if (inLine) return t("job.now.held", { name: nameOf(inLine.key), words: stepWords(inLine, t) });
  if (current.length > 0) return current.map(({ key }) => nameOf(key)).join(t("job.now.and"));
  const isDone = (one: Step) => ["succeeded", "cached", "skipped"].includes(one.status);
  if (steps.every(isDone)) return t("job.now.finishing");
  const next = steps.some(isDone) && steps.find(({ status }) => status === "pending");
  return next ? t("job.now.next", { name: nameOf(next.key) }) : t("job.now.starting");
}
