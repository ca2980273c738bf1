import { findAssets } from "@/db/assets";
import type { JobRow } from "@/db/jobs";
import { decrypt, encrypt } from "@/lib/crypto/encrypt";
import { failpoint } from "@/lib/failpoint";
import { SendError } from "@/lib/http/client";
import { sender } from "@/lib/http/clients";
import { log } from "@/lib/log";
import { StorageError, uploadToAddress, wordsForCallers } from "@/lib/storage";
import { s3Delivery, store } from "@/lib/storage/current";
import { assetId } from "../calls/ledger";

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

/**
 * An `s3Url` as a job keeps it. The query of a presigned address is its secret part: it is sealed, for this job alone, and
 * given back to nobody.
 */
export function encryptS3Url(s3Url: string | null | undefined, jobId: string): Pick<JobRow, "s3Url" | "s3Query"> {
  const at = s3Url?.indexOf("?") ?? -1;
  if (!s3Url || at < 0) return { s3Url: s3Url ?? null, s3Query: null };
  return { s3Url: s3Url.slice(0, at), s3Query: encrypt(s3Url.slice(at), placeOf(jobId)) };
}

/** The whole address; null when its query cannot be opened. */
function decryptS3Url({ id, s3Url, s3Query }: Pick<JobRow, "id" | "s3Url" | "s3Query">): string | null {
  const query = s3Query ? decrypt(s3Query, placeOf(id)) : "";
  return query === null ? null : `${s3Url}${query}`;
}

const placeOf = (jobId: string) => `s3Url of ${jobId}`;

/**
 * Copies the job's files to the caller's S3 address, when the request named one. Says why when the address refuses them;
 * throws when it may take them later, unless this was the last try.
 */
export async function exportOutput(
  job: JobRow,
  output: unknown,
  { lastTry }: { lastTry: boolean },
): Promise<{ sent: string[]; refusal?: string }> {
  const sent: string[] = [];
  const address = decryptS3Url(job);
  if (!address) return { sent, refusal: "its s3Url cannot be read any more, because SECRET was changed" };
  const known = await findAssets(assetsIn(output));
  const assets = assetsIn(output).flatMap((id) => known.get(id) ?? []);
  // A presigned address takes one file.
  for (const [i, asset] of (address.startsWith("s3:") ? assets : assets.slice(0, 1)).entries()) {
    const name = `${job.model}-${job.id}${i > 0 ? `-${i + 1}` : ""}.${asset.extension}`;
    const { contentType } = asset;
    const to = { address, name, contentType, sender: sender(), s3: s3Delivery() };
    try {
      sent.push(await store().withLocalFile(asset.storageKey, (file) => uploadToAddress({ ...to, file })));
    } catch (error) {
      if (!(error instanceof SendError || error instanceof StorageError) || (error.retryable && !lastTry)) throw error;
      log("warn", "a result could not be copied", { jobId: job.id, error });
      return { sent, refusal: error instanceof StorageError ? wordsForCallers(error) : error.message };
    }
  }
  failpoint("after-output");
  return { sent };
}
