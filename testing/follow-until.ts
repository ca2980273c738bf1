import { follow } from "@/cli/film/api-client";
import type { Job } from "@/lib/schemas/job";
import type { TestApp } from "./app";

/** Follows a job until it is as wanted, or has ended, for four minutes at most; resolves with the job as last seen. */
export async function followUntil(
  { api }: Pick<TestApp, "api">,
  job: Job,
  isWanted: (job: Job) => boolean,
): Promise<Job> {
  const found = new AbortController();
  let seen = job;
  const signal = AbortSignal.any([found.signal, AbortSignal.timeout(240_000)]);
  await follow({ ...api, signal }, job, (now) => {
    seen = now;
    if (isWanted(now)) found.abort();
  }).catch((error) => {
    if (!found.signal.aborted) throw error;
  });
  return seen;
}
