import { type Asset, findAssets } from "@/db/assets";
import { callsOf, currentCalls } from "@/db/calls";
import type { JobRow } from "@/db/jobs";
import { assetsIn } from "@/inngest/jobs/export-output";
import { unknownStep } from "@/inngest/jobs/unknown-step";
import { Problem } from "@/lib/errors";
import { isTerminal, shownStatus } from "@/lib/schemas/job";
import { hasPicture } from "./serializers/asset";

export const aVideo = { what: "video", fits: ({ type }: Asset) => type === "video" };
export const aPicture = { what: "video, image or GIF", fits: hasPicture };

/**
 * The first file that `fits` in a job's result, or in a step's: its main one. `what` describes it in error messages.
 * Throws a Problem that says why there is none.
 */
export async function mediaOf(
  job: JobRow,
  { what, fits }: { what: string; fits: (asset: Asset) => boolean },
  step?: string,
): Promise<Asset> {
  const ids = step === undefined ? ofResult(job) : await ofStep(job, step);
  const assets = await findAssets(ids);
  const gone = ids.some((id) => !assets.has(id));
  const asset = ids.flatMap((id) => assets.get(id) ?? []).find(fits);
  if (asset) return asset;
  if (gone) throw new Problem("not_found", "The file has expired and was deleted.");
  const where = step === undefined ? "The result of this job" : `The result of "${step}"`;
  throw new Problem("not_found", `${where} has no ${what}. See the job's \`outputs\`.`);
}

/** The job's outputs: after a re-take that runs or has failed, the previous result. */
function ofResult(job: JobRow): string[] {
  if (job.output) return assetsIn(job.output);
  if (!isTerminal(job.status)) {
    throw new Problem(
      "conflict",
      `The job is ${shownStatus(job.status)} and has no result yet. Follow its events or retry later.`,
      {
        headers: { "retry-after": "5" },
      },
    );
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
