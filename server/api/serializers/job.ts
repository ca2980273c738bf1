import { type Asset, findAssets } from "@/db/assets";
import { type Call, callsOf } from "@/db/calls";
import { jobsAheadOf } from "@/db/job-list";
import type { JobRow } from "@/db/jobs";
import { assetsIn } from "@/inngest/jobs/export-output";
import { currentCallsOf, takesOf } from "@/inngest/jobs/takes";
import { reviewTitle } from "@/inngest/step-titles";
import { env } from "@/lib/env";
import { currency, micros, money } from "@/lib/pricing";
import { isTerminal, type Job, shownStatus } from "@/lib/schemas/job";
import { presentAsset } from "./asset";
import { progressOf, remainingSeconds } from "./progress";
import { presentStep, type ShowFiles } from "./step";

/** A job as the API shows it. */
export async function presentJob(job: JobRow): Promise<Job> {
  const [shown] = await presentJobs([job]);
  if (!shown) throw new Error("A job could not be shown.");
  return shown;
}

/** Jobs as the API shows them, with a few queries for all of them. */
export async function presentJobs(jobs: JobRow[]): Promise<Job[]> {
  const calls = await callsOf(jobs.map(({ id }) => id));
  const named = [
    ...jobs.flatMap((job) => [job.input, job.output]),
    ...calls.flatMap((call) => [call.input, call.output]),
  ];
  const assets = await findAssets([...new Set(named.flatMap(assetsIn))]);
  const ahead = await jobsAheadOf(jobs);
  const ofJob = new Map(jobs.map(({ id }) => [id, [] as Call[]]));
  for (const call of calls) ofJob.get(call.jobId)?.push(call);
  return jobs.map((job) => present(job, ofJob.get(job.id) ?? [], assets, ahead.get(job.id) ?? null));
}

function present(job: JobRow, calls: Call[], assets: Map<string, Asset>, ahead: number | null): Job {
  const rows = currentCallsOf(job, calls);
  const takes = takesOf(calls);
  const show: ShowFiles = (value, step) =>
    [...fieldsOfAssets(value)].flatMap(([id, field]) => {
      const asset = assets.get(id);
      return asset ? [presentAsset(asset, { step, field })] : [];
    });
  const steps = stepKeysOf(job, takes).map((key) => presentStep(job, key, rows.get(key), takes.get(key) ?? [], show));
  const outputs = outputsOf(job, rows, show);
  const base = `${env().PUBLIC_URL}/v1/jobs/${job.id}`;
  return {
    id: job.id,
    object: "job",
    model: job.model,
    keyId: job.keyId,
    batchId: job.batchId,
    title: job.title,
    starred: job.starred,
    project: job.project,
    status: shownStatus(job.status),
    createdAt: job.createdAt.toISOString(),
    startedAt: job.startedAt?.toISOString() ?? null,
    finishedAt: job.finishedAt?.toISOString() ?? null,
    expiresAt: job.expiresAt?.toISOString() ?? null,
    queuePosition: ahead === null ? null : ahead + 1,
    estimatedWaitTime: isTerminal(job.status) || job.status === "awaiting_review" ? null : remainingSeconds(job, steps),
    progress: progressOf(job, steps),
    steps,
    inputs: show(job.input, null),
    outputs,
    result: hasOnlyFiles(job.output) ? null : (job.output ?? null),
    localUrl: outputs.map(({ url }) => url),
    error: job.error ?? null,
    quality: job.quality,
    warnings: job.warnings,
    review: { requested: job.review, awaiting: awaitingOf(job) },
    cost: {
      estimated: money(usualCost(job)),
      max: money(job.costEstimated),
      actual: money(calls.reduce((sum, call) => sum + call.cost, 0)),
      currency,
    },
    options: job.options,
    priority: job.priority,
    webhookUrl: job.webhookUrl,
    notify: job.notify,
    s3Url: job.s3Url && withoutSignature(job.s3Url),
    metadata: job.metadata,
    urls: {
      self: base,
      events: `${base}/events`,
      cancel: `${base}/cancel`,
      retry: `${base}/retry`,
      approve: `${base}/approve`,
      continue: `${base}/continue`,
      web: `${env().PUBLIC_URL}/jobs/${job.id}`,
    },
  };
}

/** The keys of a job's steps: the planned ones that are sure or have run, then those that nothing planned. */
export const stepKeysOf = (job: JobRow, takes: ReadonlyMap<string, unknown>): string[] => [
  ...new Set([...job.plan.flatMap(({ key, ifNeeded }) => (ifNeeded && !takes.has(key) ? [] : [key])), ...takes.keys()]),
];

const isFile = (value: unknown) => assetsIn(value).length === 1 && typeof value === "string";

/** Whether `outputs` shows the whole output: each of its fields is a file or a list of files. */
const hasOnlyFiles = (output: JobRow["output"]) =>
  Object.values(output ?? {}).every((value) => (Array.isArray(value) ? value.every(isFile) : isFile(value)));

const awaitingOf = ({ model, awaiting: key }: JobRow) => (key ? { key, title: reviewTitle(model, key) } : null);

/** Millionths: the reservation without the tries that run only if the first result is not accepted. */
export const usualCost = ({ costEstimated, plan }: Pick<JobRow, "costEstimated" | "plan">): number =>
  plan
    .filter(({ outOfDate }) => !outOfDate) // nothing is reserved for these before a person continues the job
    .reduce((sum, { price = 0, usual = price }) => sum - micros(price) + micros(usual), costEstimated);

/** The assets of an input or output in order, each once, with the field that holds it. */
function fieldsOfAssets(value: Record<string, unknown> | null): Map<string, string> {
  const fields = Object.entries(value ?? {}).reverse(); // of an asset in two fields the first counts
  const found = new Map(fields.flatMap(([field, inner]) => assetsIn(inner).map((id) => [id, field] as const)));
  return new Map(assetsIn(value).map((id) => [id, found.get(id) ?? ""]));
}

/** The files of the workflow's own output, each with the step that made it. */
function outputsOf(job: JobRow, rows: Map<string, Call>, show: ShowFiles) {
  const maker = new Map<string, string>();
  for (const [key, call] of rows) for (const id of assetsIn(call.output)) maker.set(id, key);
  return show(job.output, null).map((output) => ({ ...output, step: maker.get(output.id) ?? null }));
}

/** A presigned URL is a secret: the API does not return its query. */
const withoutSignature = (url: string) => url.split("?")[0] ?? url;
