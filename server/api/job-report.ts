import { callsOf } from "@/db/calls";
import { documentAnswer } from "./document-answer";
import { ownJob } from "./own-job";
import type { RequestContext } from "./route";
import { reportMarkdown, reportOf } from "./serializers/report";

/** Answers with the report of a job: JSON, or Markdown for `Accept: text/markdown`. */
export async function jobReport(visit: RequestContext): Promise<Response> {
  const job = await ownJob(visit);
  const report = reportOf(job, await callsOf([job.id]));
  return documentAnswer(visit.request, { json: report, markdown: reportMarkdown(report) });
}
