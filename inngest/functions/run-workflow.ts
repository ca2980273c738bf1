import { NonRetriableError } from "inngest";
import { findAsset } from "@/db/assets";
import { begunBy, currentCalls, findJobWithResults, hasSucceeded, isEnded, type Result } from "@/db/calls";
import { findJob, startJob } from "@/db/jobs";
import { noteUnusable, noteVerdict } from "@/db/open-call";
import { priorityOffset } from "@/db/outbox";
import { awaitReview } from "@/db/reviews";
import { failpoint } from "@/lib/failpoint";
import { log } from "@/lib/log";
import { isTerminal, type JobError } from "@/lib/schemas/job";
import { UsedKeys, writtenKey } from "@/lib/step-key";
import { assetId } from "../calls/ledger";
import { cancelOpenWork } from "../calls/release";
import { checkKey, runRecipe } from "../check-result";
import { inngest } from "../client";
import {
  type AnyWorkflow,
  CallFailed,
  type CallService,
  PartlyFailed,
  type Review,
  WorkflowError,
} from "../define-workflow";
import { deliverSoon } from "../deliveries/deliver-webhook";
import { jobCancelling, jobQueued } from "../events";
import { exportOutput } from "../jobs/export-output";
import { finish } from "../jobs/finish";
import { HeldBack, OpenCalls } from "../jobs/open-calls";
import { planAtReview, planOutOfDate } from "../jobs/remaining-quote";
import { callsAsChanged, resultFor } from "../jobs/step-overrides";
import { allWorkflows } from "../registry";
import { keyOrFault } from "../run-part";
import { callWithin, inputOfTry, isOfTry, otherProviders, withCandidates, withTries } from "../tries";
import { type CallData, callFunctions, waitForCall } from "./call-service";

/** The job waits for a person: this run ends, and the approval starts the next one. */
class Paused extends Error {}

/**
 * How often the job waits for a call whose wait timed out or whose run was cancelled; each wait is a step, and a run
 * may have 1,000 of them.
 */
const mostRounds = 100;

function unlessTimedOut(error: unknown): void {
  if (!(error instanceof Error) || error.name !== "InngestInvokeTimeoutError") throw error;
}

/** A workflow as a function of the engine: starts the job, runs the recipe, ends the job. */
function workflowFunction(workflow: AnyWorkflow) {
  return inngest.createFunction(
    {
      id: workflow.model,
      name: workflow.title,
      triggers: [jobQueued(workflow.model)],
      retries: 10,
      priority: { run: "event.data.priority" },
      cancelOn: [{ event: jobCancelling, match: "data.jobId" }],
      onFailure: async ({ event, error, step }) => {
        const { jobId, starts } = event.data.event.data;
        // This error is for the operator: it may contain internal details.
        const message = "Internal error; all retries failed. Details are in the server log. You can retry the job.";
        const failed = { code: "internal", message, step: null, service: null, retryable: true };
        // A run also fails after its job failed; by then a person may have retried the job.
        await step.run("fail the job", async () => {
          const job = await findJob(jobId);
          if (!job || isTerminal(job.status) || (starts !== undefined && job.engineStarts !== starts)) return;
          log("error", "A job failed with an internal error.", { job: jobId, error });
          await finish(job, { status: "failed", error: failed });
        });
      },
    },
    async ({ event, step, runId, attempt, maxAttempts }) => {
      const { jobId, starts } = event.data;
      // Not a step, so that the first calls are in the first response to the engine. Each replay reads the ledger
      // again: a call's result is stored there before its run ends.
      const job = await takeUp(jobId, runId, starts);
      if (!job) return { status: "not started" };
      const { row: jobRow, ledger } = job;
      const rowOf = (key: string, tryNumber: number) =>
        ledger.find(
          (row) =>
            row.key === key &&
            row.lastGeneration === job.generation &&
            isOfTry(row, { tryNumber, change: job.changes[key] }),
        );

      let calls = new OpenCalls();
      const asChanged = callsAsChanged(job.changes, { began: begunBy(ledger), priority: jobRow.priority });
      const makeTry =
        (tryNumber: number): CallService =>
        async (given, service, input, options) => {
          const key = writtenKey(given);
          const { by, asked, change } = asChanged(key, service, input, options?.purpose);
          const calling = callFunctions.get(by.id);
          if (!calling) throw new WorkflowError("unknown_service", `${by.id} is not in lib/services/index.ts.`);
          // The present one: a person may have changed it since the job started.
          const priority = priorityOffset[jobRow.priority];
          const ofCall = { jobId, key, generation: job.generation, tryNumber };
          const data: CallData = { ...ofCall, input: inputOfTry(asked, tryNumber), change, priority };
          const row = rowOf(key, tryNumber);
          const isOver = row && isEnded(row);
          const id = tryNumber === 1 ? key : `${key}, try ${tryNumber}`;
          // Does not wait for a call that has ended in the ledger: the engine may have lost its end. If a wait ends
          // before the call does, it was too short, or a person cancelled the call's run: wait again.
          const within = options?.within;
          const timeout = within === undefined ? waitForCall(by) : `${within}s`;
          for (let round = 1; !isOver && round <= (within === undefined ? mostRounds : 1); round++) {
            const wait = { id: round === 1 ? id : `${id}, wait ${round}`, parallelMode: "race" as const };
            await step.invoke(wait, { function: calling, data, timeout }).catch(unlessTimedOut);
          }
          if (row && hasSucceeded(row)) return resultFor(service, row.output);
          const late = { code: "service_timeout", message: `${by.id} did not answer within ${within} seconds.` };
          const lost = { code: "internal", message: `"${key}" ended without a result.` };
          const isLate = within !== undefined && !isOver;
          const { code, message, retryable } = row?.error ?? { ...(isLate ? late : lost), retryable: true };
          throw new CallFailed({ code, message, step: key, service: by.id, retryable });
        };
      let keys = new UsedKeys();
      // Calls that judge a result count as part of the judged step.
      const callAs =
        (judged?: string): CallService =>
        async (given, service, input, options) => {
          const key = keyOrFault(keys, given);
          const owner = judged ?? key;
          if (key !== checkKey && !job.mayAsk(key)) return calls.holdBack();
          const change = job.changes[key];
          if (change?.candidates) {
            const one = (tryNumber: number) => makeTry(tryNumber)(key, service, input, options);
            return calls.follow(owner, withCandidates(change, one));
          }
          return withTries({
            options: change ? undefined : options,
            make(tryNumber, revised) {
              const asked = { ...input, ...revised };
              if (tryNumber >= (options?.elsewhereFrom ?? Infinity)) {
                const before = ledger.filter((row) => row.key === key && row.lastGeneration === job.generation);
                const others = otherProviders(asChanged(key, service, asked, options?.purpose), before, tryNumber);
                if (!others) return null;
                asked.provider = others;
              }
              return calls.follow(owner, makeTry(tryNumber)(key, service, asked, options));
            },
            callWithin: (tryNumber) => callWithin(callAs(owner), key, tryNumber),
            async judged(tryNumber, rejection) {
              const row = rowOf(key, tryNumber);
              if (row && row.rejection !== rejection) await calls.follow(owner, noteVerdict(row, rejection));
            },
          });
        };
      const call = callAs();

      const cook = async (): Promise<{ status: string }> => {
        const reviewKeys = new UsedKeys();
        const review: Review = async (given, parts) => {
          const key = keyOrFault(reviewKeys, given);
          if (!job.approved || job.approved.includes(key)) return;
          await Promise.all(parts);
          await step.run(`wait for the review of ${key}`, async () =>
            (await awaitReview(jobRow, key, await planAtReview(jobRow))).forEach(deliverSoon),
          );
          throw new Paused();
        };
        try {
          const { quality } = jobRow;
          const { input, changes } = job;
          const secondsOf = (url: string) => calls.follow(checkKey, lengthOfFile(url));
          const recipe = runRecipe(workflow, { input, quality, changes }, { call, review, secondsOf });
          const { output, warnings } = await calls.settled(recipe);
          const lastTry = attempt + 1 >= (maxAttempts ?? 1);
          if (jobRow.s3Url) {
            const { refusal } = await step.run("deliver the output", () => exportOutput(jobRow, output, { lastTry }));
            if (refusal) throw new WorkflowError("s3_upload", `Could not copy the result to s3Url: ${refusal}.`);
          }
          await step.run("complete the job", async () => {
            await finish(jobRow, { status: "completed", output, warnings });
            // A check that was not waited for is still at the work process.
            if (warnings.some(({ code }) => code === "not_checked")) await cancelOpenWork(jobId);
          });
          return { status: "completed" };
        } catch (error) {
          if (error instanceof Paused) return { status: "awaiting review" };
          if (!isEnd(error)) throw error;
          const end = await calls.whenOver(error);
          const failure = failureOf(end, ledger);
          if (failure) {
            await step.run("fail the job", async () => {
              if (failure.step && end instanceof WorkflowError) await noteUnusable(jobId, failure.step, failure);
              const output = end instanceof PartlyFailed ? end.output : undefined;
              await finish(jobRow, { status: "failed", error: failure, ...(output && { output }) });
            });
            throw new NonRetriableError(failure.message); // so that the engine shows the run as failed, too
          }
          const { left } = await step.run("plan what is out of date", () => planOutOfDate(jobId));
          if (left === 0) {
            calls = new OpenCalls();
            keys = new UsedKeys();
            job.mayAsk = () => true; // the new result existed before, with all steps that follow from it
            return cook();
          }
          const { output, warnings } = jobRow;
          await step.run("keep the result", () =>
            finish(jobRow, { status: "completed", output: output ?? {}, warnings }),
          );
          return { status: "completed" };
        }
      };
      return cook();
    },
  );
}

/** The job for this run; null when it has ended or a later start runs it. */
async function takeUp(jobId: string, runId: string, starts?: number) {
  const found = await findJobWithResults(jobId);
  if (!found) return null;
  const { status, runId: earlierRun } = found.job;
  const isNew = status === "queued" || (status === "running" && earlierRun !== runId);
  const job = isNew ? await startJob(jobId, runId, starts) : found.job;
  if (isNew) failpoint("after-start");
  if (job?.status !== "running" || (starts !== undefined && job.engineStarts !== starts)) return null;
  const { input, generation, changes, approved, only, plan } = job;
  // A held-back job runs the changed steps and those that are not out of date; later steps wait until a person
  // continues the job.
  const mayAsk = (key: string) =>
    only === null || only.includes(key) || plan.some((planned) => planned.key === key && !planned.outOfDate);
  return {
    row: job,
    ledger: found.results,
    input,
    generation,
    changes,
    mayAsk,
    approved: job.review ? approved : null,
  };
}

/** Seconds of a stored film: the same in each replay, because stored files do not change. */
async function lengthOfFile(url: string): Promise<number | null> {
  const asset = await findAsset(assetId(url));
  return asset?.durationMs ? asset.durationMs / 1000 : null;
}

/** Errors that end a job; the engine retries all others, which are internal. */
const isEnd = (error: unknown) =>
  error instanceof CallFailed ||
  error instanceof PartlyFailed ||
  error instanceof WorkflowError ||
  error instanceof HeldBack;

/** The job's error; null when no call failed, so that the job keeps its earlier result. */
function failureOf(error: unknown, ledger: Result[]): JobError | null {
  if (error instanceof CallFailed) return error.error;
  if (error instanceof PartlyFailed) return error.failure.error;
  if (error instanceof WorkflowError) {
    const { code, message, unusable } = error;
    const service = (unusable && currentCalls(ledger).get(unusable)?.service) || null;
    return { code, message, step: unusable, service, retryable: unusable !== null };
  }
  return null;
}

export const workflowFunctions = allWorkflows.map(workflowFunction);
