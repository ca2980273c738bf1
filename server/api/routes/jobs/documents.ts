import type { z } from "zod";
import { callsOf } from "@/db/calls";
import { documentKeys, documentsOf } from "@/inngest/jobs/documents";
import { Problem } from "@/lib/errors";
import { scriptDocumentSchema, storyboardDocumentSchema, styleDocumentSchema } from "@/lib/schemas/document";
import { reportSchema } from "@/lib/schemas/report";
import { documentAnswer } from "../../document-answer";
import { ownJob } from "../../own-job";
import { defineRoute } from "../../route";
import { reportMarkdown, reportOf } from "../../serializers/report";

/** Documents of a job: JSON, or Markdown for `Accept: text/markdown`. */

const content = { "text/markdown": { schema: { type: "string" } } };

const documentOf = <const Kind extends string>(kind: Kind, operationId: string, zh: string, json: z.ZodType) =>
  defineRoute({
    method: "GET",
    path: `/v1/jobs/{id}/${kind}`,
    access: "key",
    operationId,
    tag: "jobs",
    summary: `Get the ${kind} of a film`,
    zh,
    description: `Of jobs of \`topic-film\`; 404 until the ${kind} is written. With \`Accept: text/markdown\` the response is a document for people. \`POST /v1/jobs/{id}/steps/${kind}/edit\` with the \`document\` as \`output\` changes it.`,
    responses: { 200: { description: `The ${kind}, as the film is made of it.`, json, content } },
    resource: ownJob,
    handler: async ({ request, resource: job }) => {
      if (!documentKeys(job.model).includes(kind)) {
        throw new Problem("not_found", `Jobs of ${job.model} have no ${kind}.`);
      }
      const found = documentsOf(job, await callsOf([job.id])).find(({ key }) => key === kind);
      if (!found) throw new Problem("not_found", `The ${kind} of this job is not written yet.`);
      const { step, byHand, provider, document, markdown } = found;
      const json = { object: kind, job: job.id, step, byHand, provider, document };
      return documentAnswer(request, { json, markdown });
    },
  });

export const getStyle = documentOf("style", "getStyle", "获取影片的风格", styleDocumentSchema);
export const getScript = documentOf("script", "getScript", "获取影片的剧本", scriptDocumentSchema);
export const getStoryboard = documentOf("storyboard", "getStoryboard", "获取影片的分镜", storyboardDocumentSchema);

export const getReport = defineRoute({
  method: "GET",
  path: "/v1/jobs/{id}/report",
  access: "key",
  operationId: "getReport",
  tag: "jobs",
  summary: "Get the report of a job",
  zh: "获取任务的报告",
  description:
    "How the job went: each step with its time, wait, cost, provider and what happened. With `Accept: text/markdown` the response is a table for people.",
  responses: { 200: { description: "The report; of a running job, as far as it is.", json: reportSchema, content } },
  resource: ownJob,
  handler: async ({ request, resource: job }) => {
    const report = reportOf(job, await callsOf([job.id]));
    return documentAnswer(request, { json: report, markdown: reportMarkdown(report) });
  },
});
