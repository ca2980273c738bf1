import { writeFileSync } from "node:fs";
import { env } from "./env";

/** The moments between two things that ought to happen together, in the order of a job's life. */
export const crashPoints = [
  "mid-upload", // a part of the upload is on the disk
  "after-job", // the job is written, the engine has not been told
  "after-event", // the engine has been told, which is not noted
  "after-start", // the job is noted as running, its step is not reported
  "after-intent", // the call is in the ledger as submitting, the request has not left
  "after-refusal", // the service did not accept, which is not noted
  "after-retrying", // the refusal is noted, nobody waits for the next attempt yet
  "after-accept", // the service accepted, its id is not noted
  "after-response", // a service that answers in its response has answered, which is not stored
  "after-resolve", // what a person decided is noted, the waiting call has not been told
  "after-inbox", // the answer is stored, the waiting call has not been told
  "mid-keep", // a part of the result is on the disk
  "after-rename", // the file is in the store, no asset names it
  "after-asset", // the asset is noted, the call still says that it is being kept
  "after-output", // the result is at the caller's own address, the job is not complete
  "after-final-batch", // the job has ended, the engine has not been told
  "after-delivery", // the caller has the webhook, which is not noted
  "after-cancel", // the cancel is noted, the engine has not been told
  "after-give-back", // the service took the cancel, which is not noted
] as const;
export type CrashPoint = (typeof crashPoints)[number];

/** Where the process has died already. */
export const crashMark = (dataDir: string, point: CrashPoint) => `${dataDir}/crashed-${point}`;

/**
 * Kills this process when `CRASH_AT` names this point; once per data folder, so that the next process goes on. For tests:
 * without the setting it does nothing.
 */
export function failpoint(point: CrashPoint): void {
  const { CRASH_AT, DATA_DIR } = env();
  if (!CRASH_AT?.split(",").includes(point)) return;
  try {
    writeFileSync(crashMark(DATA_DIR, point), "", { flag: "wx" });
  } catch {
    return; // it died here before
  }
  process.kill(process.pid, "SIGKILL");
}
