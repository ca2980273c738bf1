import { endShare as end, shareJob as share, shareOf } from "@/db/shares";
import { Problem } from "@/lib/errors";
import { shareRequest, shareSchema } from "@/lib/schemas/share";
import { resultToShare } from "../../../share/shared-files";
import { ownJob } from "../../own-job";
import { defineRoute } from "../../route";
import { presentShare } from "../../serializers/share";

/** Public links of jobs. */

export const shareJob = defineRoute({
  method: "POST",
  path: "/v1/jobs/{id}/share",
  access: "key",
  operationId: "shareJob",
  tag: "jobs",
  summary: "Share a job: a public page of its result",
  zh: "分享任务：其结果的公开页面",
  description:
    "The page shows the title and the film (or the pictures or the sound) without a key, and with `board` the shots and their words; no prices, prompts, keys or other jobs. It shows the current result, also after a retake. Repeating the request changes the title, `board` and `download`, and keeps the address.",
  body: shareRequest,
  examples: [{ title: "The fog lifts", board: true }],
  responses: { 200: [shareSchema, "The share, with the address for visitors."] },
  errors: ["conflict"],
  resource: ownJob,
  handler: async ({ resource, body: { title = null, board, download } }) => {
    await resultToShare(resource);
    return [200, presentShare(await share(resource.id, { title, board, download }))];
  },
});

export const getShare = defineRoute({
  method: "GET",
  path: "/v1/jobs/{id}/share",
  access: "key",
  operationId: "getShare",
  tag: "jobs",
  summary: "Get the share of a job",
  zh: "获取任务的分享",
  responses: { 200: [shareSchema, "The share. 404 if the job is not shared."] },
  resource: ownJob,
  handler: async ({ resource }) => {
    const found = await shareOf(resource.id);
    if (!found) throw new Problem("not_found", "This job is not shared. Share it with POST.");
    return [200, presentShare(found)];
  },
});

export const endShare = defineRoute({
  method: "DELETE",
  path: "/v1/jobs/{id}/share",
  access: "key",
  operationId: "endShare",
  tag: "jobs",
  summary: "End the share of a job; safe to repeat",
  zh: "结束任务的分享；可安全重复",
  responses: { 204: "The page, its media and embedded players answer 404 from now on." },
  resource: ownJob,
  handler: async ({ resource }) => {
    await end(resource.id);
    return [204];
  },
});
