import { callsLeftAtServices, expiredJobs, namedFiles, removeExpiredAssets } from "@/db/cleanup";
import { count } from "@/db/counters";
import { endDeletions, removeEmptyBatches } from "@/db/delete-batch";
import { deleteJobs } from "@/db/delete-jobs";
import { jobsDeletedBefore } from "@/db/keep-jobs";
import { forgetOrigins } from "@/db/webhook-origins";
import { env } from "@/lib/env";
import { store } from "@/lib/storage/current";
import { thumbnailKey } from "@/lib/storage/thumbnail-key";
import { sweepHeldParts } from "../calls/held-answers";
import { cancelRemoteOrSchedule } from "../calls/release";

export const hour = 3_600_000;

/**
 * Cancels work left at services and removes abandoned temporary files, expired jobs and assets. Idempotent and in
 * bounded batches: the next round continues. A failing part does not stop the others; at the end this throws and names
 * the failed parts.
 */
export async function cleanUp(now = Date.now()): Promise<void> {
  const faults: string[] = [];
  for (const [what, part] of Object.entries(parts)) {
    await part(now).catch((error: unknown) =>
      faults.push(`${what}: ${error instanceof Error ? error.message : String(error)}`),
    );
  }
  if (faults.length > 0) throw new Error(faults.join("; "));
}

const parts: Record<string, (now: number) => Promise<void>> = {
  "work left at services": giveLeftWorkBack,
  "forgotten files under way": async (now) => count("parts.removed", await store().sweepTemp(deadSince(now))),
  "half-written held answers": async (now) => count("parts.removed", await sweepHeldParts(new Date(now - 2 * hour))),
  "expired jobs": async (now) => {
    for (const id of await expiredJobs(new Date(now))) await deleteJobs([id], "jobs.expired");
  },
  "deleted jobs": async (now) => {
    for (const id of await jobsDeletedBefore(new Date(now - env().KEEP_DELETED_HOURS * hour))) await deleteJobs([id]);
  },
  "deleted batches": async () => endDeletions(),
  "finished batches without jobs": async (now) => removeEmptyBatches(new Date(now - 24 * hour)),
  "origins that failed long ago": async (now) => forgetOrigins(new Date(now - env().KEEP_FINAL_DAYS * 24 * hour)),
  "expired assets": async (now) => {
    for (const { storageKey } of await removeExpiredAssets(new Date(now))) await removeFile(storageKey, now);
  },
};

const born = Date.now() - process.uptime() * 1000;

/**
 * Unfinished files older than this are abandoned, even if the clock was set an hour ahead meanwhile. If this is the
 * only web process, every file from before its start is.
 */
function deadSince(now: number): Date {
  const isAlone = store().kind === "disk" && env().DATABASE_URL.startsWith("file:");
  return new Date(Math.max(now - 2 * hour, isAlone ? born : 0));
}

/** Cancels work that the function `release` could not cancel, or whose event was lost. */
async function giveLeftWorkBack(now: number): Promise<void> {
  const left = await callsLeftAtServices(new Date(now));
  await Promise.all(left.map(({ id }) => cancelRemoteOrSchedule(id, now)));
}

/**
 * Removes a file without an asset. A young one stays: a file is stored before its asset's row, and storing it again
 * makes it young.
 */
export async function removeFile(key: string, now: number): Promise<void> {
  if ((await namedFiles([key])).size > 0) return;
  const found = await store().stat(key);
  if (!found || found.modifiedAt.getTime() > now - hour) return;
  await store().remove(key);
  await store().remove(thumbnailKey(key));
  await count("files.removed");
}
