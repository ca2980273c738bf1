import { writeFileSync } from "node:fs";
import { env } from "./env";

/** Places where a crash separates two changes that belong together, in the order of a job's life. */
export const crashPoints = [
  "mid-upload", // a part of the upload is on the disk
  "after-job", // the job is stored, its event is not sent
  "after-event", // the event is sent, the outbox does not say so
  "after-start", // the job is stored as running, the engine does not know it
  "after-intent", // the call is in the ledger as submitting, the request has not left
  "after-refusal", // the service refused, its refusal is not stored
  "after-retrying", // the refusal is stored, the next attempt is not scheduled
  "after-accept", // the service accepted, its id of the work is not stored
  "after-response", // a synchronous service answered, its answer is not stored
  "after-resolve", // a person's decision is stored, the waiting call does not know it
  "after-inbox", // the answer is stored, the waiting call does not know it
  "mid-keep", // a part of the result is on the disk
  "after-rename", // the file is in the store, no asset names it
  "after-asset", // the asset is stored, the call is still `storing`
  "after-output", // the result is at the caller's own address, the job is not complete
  "after-final-batch", // the job has ended, the engine does not know it
  "after-delivery", // the caller has the webhook, the delivery does not say so
  "after-cancel", // the cancel is stored, the engine does not know it
  "after-give-back", // the service accepted the cancel, which is not stored
] as const;
/** The same for batches. */
export const batchCrashPoints = [
  "mid-batch", // some jobs of the batch are stored, none may begin
] as const;
export type CrashPoint = (typeof crashPoints)[number] | (typeof batchCrashPoints)[number];

/** The file that marks a failpoint as used. */
export const crashMark = (dataDir: string, point: CrashPoint) => `${dataDir}/crashed-${point}`;

/**
 * Kills this process when `CRASH_AT` names this point, once per data folder, so that the next process gets past it. For
 * tests only: without the setting it does nothing.
 */
export function failpoint(point: CrashPoint): void {
  const { CRASH_AT, DATA_DIR } = env();
  if (!CRASH_AT?.split(",").includes(point)) return;
  try {
    writeFileSync(crashMark(DATA_DIR, point), "", { flag: "wx" });
  } catch {
    return; // this point was used before
  }
  process.kill(process.pid, "SIGKILL");
}
