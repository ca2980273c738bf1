import { type Context, NonRetriableError } from "inngest";
import { hasSucceeded, noteUnusable, resultsOf } from "@/db/calls";
import { endJob, findJob, startJob } from "@/db/jobs";
import { awaitReview } from "@/db/reviews";
import { crashPoint } from "@/lib/crash-point";
import type { JobError } from "@/lib/job";
import { log } from "@/lib/log";
import { type CallData, callFunctions } from "./call";
import { changedCall } from "./change";
import { inngest, jobCancelling } from "./client";
import { sendOutput } from "./deliver-output";
import { sendNoted } from "./outbox";
import { allWorkflows } from "./registry";
import { deliverSoon } from "./webhook";
import { type AnyWorkflow, type CallService, type Review, WorkflowError } from "./workflow";

/** A call that ended without a result; the job ends with the service's own words. */
class CallFailed extends Error {
  readonly error: JobError;
  constructor(error: JobError) {
    super(error.message);
    this.name = "CallFailed";
    this.error = error;
  }
}

/** The job waits for a person: this run is over, and the approval starts the next one. */
class Paused extends Error {}

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
        const { jobId } = event.data.event.data as { jobId: string };
        // What went wrong here is for whoever runs this: it may quote what is none of the caller's business.
        const message = "Something failed on our side, again and again. Its log says what; the job can be tried again.";
        const failed = { code: "internal", message, step: null, service: null, retryable: true };
        await step.run("fail the job", async () => {
          log("error", "A job failed by a fault of ours.", { job: jobId, error });
          await finish(jobId, { status: "failed", error: failed });
        });
      },
    },
    async ({ event, step, runId, attempt, maxAttempts }: Context) => {
      const { jobId, starts } = event.data as { jobId: string; starts?: number };
      // Not a step, so that the first calls are in the first answer to the engine; read anew with every replay: what a call
      // returned is in the ledger before its run is reported.
      const job = await takeUp(jobId, runId, starts);
      if (!job) return { status: "not started" };
      const ledger = await resultsOf(jobId);

      const call: CallService = async (name, service, input) => {
        const change = job.changes[name];
        const { by, asked } = changedCall(service, input, change);
        const calling = callFunctions.get(by.id);
        if (!calling) throw new WorkflowError("unknown_service", `${by.id} is not in lib/services/index.ts.`);
        const { priority } = event.data as { priority: number };
        const data: CallData = { jobId, name, generation: job.generation, input: asked, change, priority };
        await step.invoke({ id: name, parallelMode: "race" }, { function: calling, data });
        const row = ledger.get(name);
        if (row && hasSucceeded(row)) return service.output.parse(row.output);
        const { code, message, retryable } = row?.error ?? {
          code: "internal",
          message: `"${name}" ended without a result.`,
          retryable: true,
        };
        throw new CallFailed({ code, message, step: name, service: by.id, retryable });
      };

      const review: Review = async (what, parts) => {
        if (!job.approved || job.approved.includes(what)) return;
        await Promise.all(parts);
        await step.run(`wait for the review of ${what}`, () => awaitReview(jobId, what));
        throw new Paused();
      };

      try {
        const output = await workflow.run({ input: job.input, call, review });
        const lastTry = attempt + 1 >= (maxAttempts ?? 1);
        const { refusal } = await step.run("deliver the output", () => sendOutput(jobId, output, { lastTry }));
        if (refusal) throw new WorkflowError("s3_upload", `The result could not be copied: ${refusal}.`);
        await step.run("complete the job", () => finish(jobId, { status: "completed", output }));
        return { status: "completed" };
      } catch (error) {
        if (error instanceof Paused) return { status: "awaiting review" };
        const failure = failureOf(error, ledger);
        if (!failure) throw error;
        await step.run("fail the job", async () => {
          if (failure.step && error instanceof WorkflowError) await noteUnusable(jobId, failure.step, failure);
          await finish(jobId, { status: "failed", error: failure });
        });
        return { status: "failed" };
      }
    },
  );
}

/** The job as this run cooks it; null when there is nothing to cook, or a later start does. */
async function takeUp(jobId: string, runId: string, starts?: number) {
  const found = await findJob(jobId);
  const isNew = found?.status === "queued" || (found?.status === "running" && found.runId !== runId);
  const job = isNew ? await startJob(jobId, runId, starts) : found;
  if (isNew) crashPoint("after-start");
  if (job?.status !== "running" || (starts !== undefined && job.starts !== starts)) return null;
  const { input, retries: generation, changes, approved } = job;
  return { input, generation, changes, approved: job.review ? approved : null };
}

function failureOf(error: unknown, ledger: Awaited<ReturnType<typeof resultsOf>>): JobError | null {
  if (error instanceof CallFailed) return error.error;
  if (error instanceof WorkflowError) {
    const { code, message, unusable } = error;
    const service = (unusable && ledger.get(unusable)?.service) || null;
    return { code, message, step: unusable, service, retryable: unusable !== null };
  }
  return null;
}

/** Ends a job, and sends what its batch noted: the engine's event and the webhook. */
export async function finish(jobId: string, ending: Parameters<typeof endJob>[1]): Promise<void> {
  const job = await findJob(jobId);
  if (!job) throw new NonRetriableError(`There is no job ${jobId}.`);
  const ended = await endJob(job, ending);
  crashPoint("after-final-batch");
  if (ended?.delivery) deliverSoon(ended.delivery);
  if (ended?.event) await sendNoted(ended.event);
}

export const workflowFunctions = allWorkflows.map(workflowFunction);
