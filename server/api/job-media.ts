import { type Asset, findAssets } from "@/db/assets";
import { callsOf, currentCalls } from "@/db/calls";
import type { JobRow } from "@/db/jobs";
import { assetsIn } from "@/inngest/jobs/export-output";
import { unknownStep } from "@/inngest/jobs/unknown-step";
import { Problem } from "@/lib/errors";
import { isTerminal, type MediaType } from "@/lib/schemas/job";

/** The newest file of one of these types in a job's result, or in the result of one of its steps. Throws a Problem that says why there is none. */
export async function mediaOf(job: JobRow, types: MediaType[], step?: string): Promise<Asset> {
  const ids = step === undefined ? ofResult(job) : await ofStep(job, step);
  const assets = await findAssets(ids);
  const gone = ids.some((id) => !assets.has(id));
  const asset = ids.flatMap((id) => assets.get(id) ?? []).findLast(({ type }) => types.includes(type));
  if (asset) return asset;
  if (gone) throw new Problem("not_found", "The file has expired and was deleted.");
  const what = step === undefined ? "The result of this job" : `The result of "${step}"`;
  throw new Problem("not_found", `${what} has no ${types.join(" or ")}. See the job's \`outputs\`.`);
}

/** What the job shows as its outputs: after a re-take that runs or has failed, the result of before. */
function ofResult(job: JobRow): string[] {
  if (job.output) return assetsIn(job.output);
  if (!isTerminal(job.status)) {
    throw new Problem("conflict", `The job is ${job.status} and has no result yet. Follow its events or retry later.`, {
      headers: { "retry-after": "5" },
    });
  }
  const why = job.error ? `it failed: ${job.error.message}` : "it was cancelled.";
  throw new Problem("not_found", `This job has no result, ${why}`);
}

async function ofStep(job: JobRow, step: string): Promise<string[]> {
  const rows = await callsOf([job.id]);
  const call = currentCalls(rows).get(step);
  const known = call ?? job.plan.find(({ key }) => key === step);
  if (!known) throw unknownStep(job, rows, step);
  if (call?.output) return assetsIn(call.output);
  if (isTerminal(job.status)) throw new Problem("not_found", `The step "${step}" has no output.`);
  throw new Problem("conflict", `The step "${step}" is not finished. Follow the job's events or retry later.`, {
    headers: { "retry-after": "5" },
  });
}
