import type { Asset } from "@/db/assets";
import { type Call, isByHand } from "@/db/calls";
import type { JobRow } from "@/db/jobs";
import type { ReadDocument } from "@/inngest/jobs/documents";
import { assetsIn } from "@/inngest/jobs/export-output";
import { takesOf } from "@/inngest/jobs/takes";
import { findService } from "@/inngest/registry";
import { stepTitle } from "@/inngest/step-titles";
import { env } from "@/lib/env";
import { currency, money } from "@/lib/pricing";
import { shownStatus } from "@/lib/schemas/job";
import type { Manifest } from "@/lib/schemas/manifest";
import type { Report } from "@/lib/schemas/report";
import type { Entry } from "./archive-entries";

/** How each file of a job was made: by which service and request, from which files, when and at what cost. */
export function manifestOf(
  job: JobRow,
  calls: Call[],
  entries: Entry[],
  { assets, documents, report }: { assets: Map<string, Asset>; documents: ReadDocument[]; report: Report },
): Manifest {
  const names = new Map(entries.map(({ name, asset }) => [asset.id, name]));
  const filesIn = (value: unknown) =>
    assetsIn(value).map((id) => ({ file: names.get(id) ?? null, sha256: assets.get(id)?.sha256 ?? null }));
  const takes = takesOf(calls);
  const takeOf = (call: Call) => takes.get(call.key)?.find((take) => take.call.requestHash === call.requestHash);
  return {
    format: "nextscene-manifest-1",
    job: job.id,
    address: `${env().PUBLIC_URL}/v1/jobs/${job.id}`,
    model: job.model,
    status: shownStatus(job.status),
    prompt: textIn(job.options, "prompt"),
    seed: numberIn(job.options, "seed"),
    options: job.options,
    metadata: job.metadata,
    error: job.error,
    warnings: job.warnings,
    createdAt: job.createdAt.toISOString(),
    startedAt: job.startedAt?.toISOString() ?? null,
    finishedAt: job.finishedAt?.toISOString() ?? null,
    cost: { amount: money(calls.reduce((sum, call) => sum + call.cost, 0)), currency },
    inputs: filesIn(job.input),
    outputs: filesIn(job.output),
    report,
    documents: Object.fromEntries(documents.map(({ key, document }) => [key, { ...document }])),
    steps: calls.map((call) => ({
      key: call.key,
      title: stepTitle(job.model, call.key),
      generation: call.generation,
      take: takeOf(call)?.number ?? 1,
      chosen: takeOf(call)?.chosen ?? false,
      service: call.service,
      provider: call.entry,
      version: findService(call.service)?.version ?? "1",
      status: call.status,
      byHand: isByHand(call),
      rejected: call.rejection,
      prompt: isByHand(call) ? null : textIn(call.input, "prompt"),
      seed: isByHand(call) ? null : numberIn(call.input, "seed"),
      input: call.input,
      requestHash: call.requestHash,
      inputs: filesIn(call.input),
      outputs: filesIn(call.output),
      text: textIn(call.output ?? {}, "text"),
      attempts: call.attempt,
      cost: money(call.cost),
      createdAt: call.createdAt.toISOString(),
      submittedAt: call.submittedAt?.toISOString() ?? null,
      finishedAt: call.finishedAt?.toISOString() ?? null,
      error: call.error ?? null,
    })),
    files: entries.map(({ name, asset }) => ({
      name,
      id: asset.id,
      sha256: asset.sha256,
      sizeBytes: asset.sizeBytes,
      contentType: asset.contentType,
    })),
  };
}

const textIn = (from: Record<string, unknown>, field: string) => {
  const value = from[field];
  return typeof value === "string" ? value : null;
};
const numberIn = (from: Record<string, unknown>, field: string) => {
  const value = from[field];
  return typeof value === "number" ? value : null;
};
