import { type Context, NonRetriableError } from "inngest";
import { hasSucceeded, isEnded, noteUnusable, resultsOf } from "@/db/calls";
import { endJob, findJob, type JobRow, startJob } from "@/db/jobs";
import { awaitReview } from "@/db/reviews";
import { failpoint } from "@/lib/failpoint";
import { log } from "@/lib/log";
import { isTerminal, type JobError } from "@/lib/schemas/job";
import { type StepKey, UsedKeys, writtenKey } from "@/lib/step-key";
import { inngest, jobCancelling } from "../client";
import { type AnyWorkflow, type CallService, type Review, WorkflowError } from "../define-workflow";
import { deliverSoon } from "../deliveries/deliver-webhook";
import { sendNoted } from "../event-outbox";
import { exportOutput } from "../jobs/export-output";
import { CallFailed, HeldBack, OpenCalls } from "../jobs/open-calls";
import { planOutOfDate } from "../jobs/remaining-quote";
import { callsAsChanged } from "../jobs/step-overrides";
import { allWorkflows } from "../registry";
import { type CallData, callFunctions, waitForCall } from "./call-service";

/** The job waits for a person: this run is over, and the approval starts the next one. */
class Paused extends Error {}

/** How often a call's run may end or be waited for in vain; each time is a step, and a run may have 1,000 of them. */
const mostRounds = 100;

function unlessTimedOut(error: unknown): void {
  if (!(error instanceof Error) || error.name !== "InngestInvokeTimeoutError") throw error;
}

/** A workflow as a function of the engine: starts the job, cooks the recipe, ends the job. */
function workflowFunction(workflow: AnyWorkflow) {
  return inngest.createFunction(
    {
      id: workflow.model,
      name: workflow.title,
      triggers: [{ event: `job/queued.${workflow.model}` }],
      retries: 10,
      priority: { run: "event.data.priority" },
      cancelOn: [{ event: jobCancelling, match: "data.jobId" }],
      onFailure: async ({ event, error, step }) => {
        const { jobId, starts } = event.data.event.data as { jobId: string; starts?: number };
        // What went wrong here is for whoever runs this: it may quote what is none of the caller's business.
        const message = "Internal error; all retries failed. Details are in the server log. You can retry the job.";
        const failed = { code: "internal", message, step: null, service: null, retryable: true };
        // A run also fails, as its last act, because its job did; and by now somebody may have tried that job again.
        await step.run("fail the job", async () => {
          const job = await findJob(jobId);
          if (!job || isTerminal(job.status) || (starts !== undefined && job.engineStarts !== starts)) return;
          log("error", "A job failed by a fault of ours.", { job: jobId, error });
          await finish(job, { status: "failed", error: failed });
        });
      },
    },
    async ({ event, step, runId, attempt, maxAttempts }: Context) => {
      const { jobId, starts } = event.data as { jobId: string; starts?: number };
      // Not a step, so that the first calls are in the first answer to the engine; read anew with every replay: what a call
      // returned is in the ledger before its run is reported.
      const job = await takeUp(jobId, runId, starts);
      if (!job) return { status: "not started" };
      const { row } = job;
      const ledger = await resultsOf(jobId);

      const asChanged = callsAsChanged(job.changes);
      const makeOne: CallService = async (given, service, input) => {
        const key = writtenKey(given);
        if (!job.mayAsk(key)) throw new HeldBack();
        const { by, asked, change } = asChanged(key, service, input);
        const calling = callFunctions.get(by.id);
        if (!calling) throw new WorkflowError("unknown_service", `${by.id} is not in lib/services/index.ts.`);
        const { priority } = event.data as { priority: number };
        const data: CallData = { jobId, key, generation: job.generation, input: asked, change, priority };
        const made = ledger.get(key);
        const isOver = made?.lastGeneration === job.generation && isEnded(made);
        // What has ended in the ledger is not waited for: the engine may have lost its end. A wait that is over while the call
        // is open was too short for it, or somebody cancelled the call's run: the ledger's row is taken up once more.
        for (let round = 1; !isOver && round <= mostRounds; round++) {
          const id = round === 1 ? key : `${key}, wait ${round}`;
          await step
            .invoke({ id, parallelMode: "race" }, { function: calling, data, timeout: waitForCall(by) })
            .catch(unlessTimedOut);
        }
        if (made && hasSucceeded(made)) return service.output.parse(made.output);
        const { code, message, retryable } = made?.error ?? {
          code: "internal",
          message: `"${key}" ended without a result.`,
          retryable: true,
        };
        throw new CallFailed({ code, message, step: key, service: by.id, retryable });
      };

      const cook = async (): Promise<{ status: string }> => {
        const calls = new OpenCalls();
        const [callKeys, reviewKeys] = [new UsedKeys(), new UsedKeys()];
        const call: CallService = async (given, service, input) => {
          const key = keyOrFault(callKeys, given);
          return calls.follow(key, makeOne(key, service, input));
        };
        const review: Review = async (given, parts) => {
          const key = keyOrFault(reviewKeys, given);
          if (!job.approved || job.approved.includes(key)) return;
          await Promise.all(parts);
          await step.run(`wait for the review of ${key}`, () => awaitReview(jobId, key));
          throw new Paused();
        };
        try {
          const output = await workflow.run({ input: job.input, call, review });
          const lastTry = attempt + 1 >= (maxAttempts ?? 1);
          if (row.s3Url) {
            const { refusal } = await step.run("deliver the output", () => exportOutput(row, output, { lastTry }));
            if (refusal) throw new WorkflowError("s3_upload", `Could not copy the result to s3Url: ${refusal}.`);
          }
          await step.run("complete the job", () => finish(row, { status: "completed", output }));
          return { status: "completed" };
        } catch (error) {
          if (error instanceof Paused) return { status: "awaiting review" };
          if (!isEnd(error)) throw error;
          const end = await calls.whenOver(error);
          const failure = failureOf(end, ledger);
          if (failure) {
            await step.run("fail the job", async () => {
              if (failure.step && end instanceof WorkflowError) await noteUnusable(jobId, failure.step, failure);
              await finish(row, { status: "failed", error: failure });
            });
            throw new NonRetriableError(failure.message); // so that the run is seen to have failed, too
          }
          const { left } = await step.run("plan what is out of date", () => planOutOfDate(jobId));
          if (left === 0) {
            job.mayAsk = () => true; // the new result was there before, with all that follows from it
            return cook();
          }
          await step.run("keep the result", () => finish(row, { status: "completed", output: row.output ?? {} }));
          return { status: "completed" };
        }
      };
      return cook();
    },
  );
}

/** The job as this run cooks it; null when there is nothing to cook, or a later start does. */
async function takeUp(jobId: string, runId: string, starts?: number) {
  const found = await findJob(jobId);
  const isNew = found?.status === "queued" || (found?.status === "running" && found.runId !== runId);
  const job = isNew ? await startJob(jobId, runId, starts) : found;
  if (isNew) failpoint("after-start");
  if (job?.status !== "running" || (starts !== undefined && job.engineStarts !== starts)) return null;
  const { input, generation, changes, approved, only, plan } = job;
  // What was changed is made, and what need not be made; what follows waits until a person continues the job.
  const mayAsk = (key: string) =>
    only === null || only.includes(key) || plan.some((planned) => planned.key === key && !planned.outOfDate);
  return {
    row: job,
    input,
    generation,
    changes,
    mayAsk,
    approved: job.review ? approved : null,
  };
}

/** A key that the recipe may not use ends the job: the engine's retries would not change that. */
function keyOrFault(keys: UsedKeys, given: StepKey): string {
  try {
    return keys.add(given);
  } catch (error) {
    throw new WorkflowError("internal", error instanceof Error ? error.message : String(error));
  }
}

/** What ends a job, unlike a fault of ours, which the engine tries again. */
const isEnd = (error: unknown) =>
  error instanceof CallFailed || error instanceof WorkflowError || error instanceof HeldBack;

/** Null when nothing failed: the job ends with the result that it had. */
function failureOf(error: unknown, ledger: Awaited<ReturnType<typeof resultsOf>>): JobError | null {
  if (error instanceof CallFailed) return error.error;
  if (error instanceof WorkflowError) {
    const { code, message, unusable } = error;
    const service = (unusable && ledger.get(unusable)?.service) || null;
    return { code, message, step: unusable, service, retryable: unusable !== null };
  }
  return null;
}

/** Ends a job in its present start, and sends what that batch noted: the engine's event and the webhook. */
export async function finish(job: JobRow, ending: Parameters<typeof endJob>[1]): Promise<void> {
  const ended = await endJob(job, ending);
  failpoint("after-final-batch");
  if (ended?.delivery) deliverSoon(ended.delivery);
  if (ended?.event) await sendNoted(ended.event);
}

export const workflowFunctions = allWorkflows.map(workflowFunction);
