import { callsOf } from "@/db/calls";
import { documentKeys, documentsOf } from "@/inngest/jobs/documents";
import { Problem } from "@/lib/errors";
import { jsonAnswer } from "./json-response";
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
  const headers = { "cache-control": "private, no-store", vary: "accept" };
  if (wantsMarkdown(visit.request.headers.get("accept") ?? "")) {
    return new Response(found.markdown, { headers: { ...headers, "content-type": "text/markdown; charset=utf-8" } });
  }
  const { step, byHand, provider, document } = found;
  return jsonAnswer({ object: key, job: job.id, step, byHand, provider, document }, { headers });
};

/** Whether Markdown is named before JSON. */
const wantsMarkdown = (accept: string) =>
  accept
    .split(",")
    .map((type) => type.split(";")[0]?.trim().toLowerCase())
    .find((type) => type === "text/markdown" || type === "application/json") === "text/markdown";
