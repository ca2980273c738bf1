import { z } from "zod";
import { listJobs } from "@/db/job-list";
import { Problem } from "@/lib/errors";
import { summaryOf } from "@/lib/job-summary";
import { jobStatuses } from "@/lib/schemas/job";
import { fields } from "@/server/api/fields";
import { jsonAnswer } from "@/server/api/json-response";
import { readQuery } from "@/server/api/parse";
import { defineRoute, owns, seenBy } from "@/server/api/route";
import { presentJobs } from "@/server/api/serializers/job";

const time = z.iso.datetime({ offset: true, error: "must be a time such as 2026-01-31T12:00:00Z" });
const yes = z.enum(["true"], "must be true, or left out").transform(() => true);

const query = z
  .strictObject({
    status: z.enum(jobStatuses).optional(),
    model: z.string().max(100).optional(),
    batchId: z.uuid().optional(),
    createdAfter: time.transform((text) => new Date(text)).optional(),
    createdBefore: time.transform((text) => new Date(text)).optional(),
    starred: yes.optional(),
    needsYou: yes.optional(),
    project: z.string().min(1).max(80).optional(),
    owner: z.string().min(1).max(100).optional(),
    q: z.string().trim().min(1).max(200).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(20),
    after: z.uuid().optional(),
    before: z.uuid().optional(),
    fields,
  })
  .refine(({ after, before }) => !after || !before, { path: ["before"], error: "Give either after or before" });

export const GET = defineRoute("key", async ({ url, key }) => {
  const { owner, fields, ...filter } = readQuery(query, url);
  if (owner !== undefined && !owns(key, owner)) {
    throw new Problem("forbidden", "Only a key with the admin role sees the jobs of another owner.");
  }
  const { rows, hasMore, reached } = await listJobs({ ...filter, keyId: owner ?? seenBy(key) });
  const jobs = await presentJobs(rows);
  const data = fields ? jobs.map(summaryOf) : jobs;
  return jsonAnswer({
    object: "list",
    data,
    firstId: (filter.before && reached) || (data.at(0)?.id ?? null),
    lastId: (!filter.before && reached) || (data.at(-1)?.id ?? null),
    hasMore,
  });
});
