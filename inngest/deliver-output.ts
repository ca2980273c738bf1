import { findAssets } from "@/db/assets";
import { findJob } from "@/db/jobs";
import { sender } from "@/lib/outside";
import { uploadToAddress } from "@/lib/storage";
import { s3Access, store } from "@/lib/store";
import { assetId } from "./ledger";
import type { AnyWorkflow } from "./workflow";

/** The assets that a workflow's output names, in order, each once. */
export function assetsIn(output: unknown): string[] {
  const found: string[] = [];
  const walk = (value: unknown) => {
    if (typeof value === "string" && /^asset:[0-9a-f-]{36}$/.test(value)) found.push(assetId(value));
    else if (value && typeof value === "object") Object.values(value).forEach(walk);
  };
  walk(output);
  return [...new Set(found)];
}

/** Copies the job's files to the caller's S3 address, when the request named one. Returns where they are now. */
export async function sendOutput(jobId: string, workflow: AnyWorkflow, output: unknown): Promise<string[]> {
  const job = await findJob(jobId);
  if (!job?.s3Url) return [];
  const assets = await findAssets(assetsIn(output));
  const sent: string[] = [];
  for (const [i, asset] of [...assets.values()].entries()) {
    const name = `${workflow.model}-${jobId}${i > 0 ? `-${i + 1}` : ""}.${asset.extension}`;
    sent.push(
      await store().withLocalFile(asset.storageKey, (file) =>
        uploadToAddress({
          address: job.s3Url ?? "",
          file,
          name,
          contentType: asset.contentType,
          sender: sender(),
          s3: s3Access(),
        }),
      ),
    );
    if (!job.s3Url.startsWith("s3:")) break; // a presigned address takes one file
  }
  return sent;
}
