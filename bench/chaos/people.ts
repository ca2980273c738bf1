import { setTimeout as sleep } from "node:timers/promises";
import type { Api } from "@/cli/film/api-client";
import { isTerminal, type Job } from "@/lib/schemas/job";
import type { TestApp } from "@/testing/app";
import { askUntilAnswered } from "./caller";

/** Requests other than submits, to compare with their effects. */
export type People = {
  /** By job. `taken`: answered with 202; `unanswered` ones may have taken effect as well. */
  retries: Record<string, { taken: number; unanswered: number }>;
  /**
   * Steps that a person resubmitted because their service was silent; one entry for each request that may have taken
   * effect.
   */
  resubmits: { jobId: string; step: string }[];
  checks: number;
  /** The key with a daily budget, in millionths; `refused`: its submits and retries answered with 402. */
  budget: { keyId: string; limit: number; refused: number };
};

/**
 * Retries a job each time its webhook reports a failure or a cancel, at most `times`, until the killing is over. Stops
 * when the budget refuses a retry.
 */
export async function retryAfterEnd(
  { receiver }: TestApp,
  api: Api,
  id: string,
  { times, until, people, signal }: { times: number; until: number; people: People; signal: AbortSignal },
): Promise<void> {
  for (let ends = 1; ends <= times; ends++) {
    const status = await endOf(receiver, id, { ends, until, signal });
    if (status === null || status === "completed") return;
    const answer = await askUntilAnswered(api, `/v1/jobs/${id}/retry`, {}, signal);
    const retries = people.retries[id] ?? { taken: 0, unanswered: 0 };
    people.retries[id] = retries;
    retries.unanswered += answer.unanswered;
    if (answer.status === 202) retries.taken++;
    else if (answer.status === 402) people.budget.refused++;
    // 409 after a request without an answer: that request was the retry.
    else if (answer.status !== 409 || answer.unanswered === 0) throw new Error(`The retry of ${id}: ${answer.text}`);
    if (answer.status === 402) return;
  }
}

type Wait = { ends: number; until: number; signal: AbortSignal };

/** The webhook of a job's n-th end; null when it does not arrive in time. */
async function endOf(receiver: TestApp["receiver"], id: string, { ends, until, signal }: Wait) {
  while (Date.now() < until) {
    const told = receiver.told().filter(({ jobId }) => jobId === id);
    const last = [...new Map(told.map((one) => [one.webhookId, one])).values()][ends - 1];
    if (last) return last.status;
    await sleep(200, undefined, { signal });
  }
  return null;
}

/**
 * A person who watches a job until the killing is over and resolves steps with a silent service: resubmits once, or
 * checks first.
 */
export async function resolveSilentSteps(
  api: Api,
  id: string,
  { checksFirst, until, people, signal }: { checksFirst: boolean; until: number; people: People; signal: AbortSignal },
): Promise<void> {
  const checked = new Set<string>();
  const submitted = new Set<string>();
  while (Date.now() < until) {
    const { text } = await askUntilAnswered(api, `/v1/jobs/${id}`, { method: "GET" }, signal);
    const job = JSON.parse(text) as Job;
    if (isTerminal(job.status)) return;
    const silent = job.steps.find(
      ({ key, status, actions }) => status === "waiting" && actions.includes("submit_again") && !submitted.has(key),
    );
    if (silent) {
      const { key } = silent;
      const action = !checksFirst || checked.has(key) ? "submit_again" : "check_again";
      const path = `/v1/jobs/${id}/steps/${key}/resolve`;
      const answer = await askUntilAnswered(api, path, { body: { action } }, signal);
      // 409: the service has answered meanwhile, or the earlier request without an answer took effect.
      if (![200, 402, 409].includes(answer.status)) throw new Error(`${action} of "${key}": ${answer.text}`);
      const taken = answer.unanswered + (answer.status === 200 ? 1 : 0);
      if (action === "check_again") people.checks += taken;
      else for (let nth = 0; nth < taken; nth++) people.resubmits.push({ jobId: id, step: key });
      (action === "check_again" ? checked : submitted).add(key);
    }
    await sleep(700, undefined, { signal });
  }
}
