import { callsOf } from "@/db/calls";
import { documentKeys, documentsOf } from "@/inngest/jobs/documents";
import { Problem } from "@/lib/errors";
import { documentAnswer } from "./document-answer";
import { ownJob } from "./own-job";
import type { RequestContext } from "./route";

/** Answers with a document of a job: JSON, or Markdown for `Accept: text/markdown`. */
export const jobDocument = (key: string) => async (visit: RequestContext) => {
  const job = await ownJob(visit);
  if (!documentKeys(job.model).includes(key)) {
    throw new Problem("not_found", `Jobs of ${job.model} have no ${key}.`);
  }
  const found = documentsOf(job, await callsOf([job.id])).find((one) => one.key === key);
  if (!found) throw new Problem("not_found", `The ${key} of this job is not written yet.`);
  const { step, byHand, provider, document, markdown } = found;
  const json = { object: key, job: job.id, step, byHand, provider, document };
  return documentAnswer(visit.request, { json, markdown });
};
