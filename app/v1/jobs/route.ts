import { z } from "zod";
import { listJobs } from "@/db/job-list";
import { summaryOf } from "@/lib/job-summary";
import { jobStatuses } from "@/lib/schemas/job";
import { fields } from "@/server/api/fields";
import { jsonAnswer } from "@/server/api/json-response";
import { readQuery } from "@/server/api/parse";
import { defineRoute } from "@/server/api/route";
import { presentJobs } from "@/server/api/serializers/job";

const time = z.iso.datetime({ offset: true, error: "must be a time such as 2026-01-31T12:00:00Z" });

const query = z
  .strictObject({
    status: z.enum(jobStatuses).optional(),
    model: z.string().max(100).optional(),
    batchId: z.uuid().optional(),
    createdAfter: time.transform((text) => new Date(text)).optional(),
    createdBefore: time.transform((text) => new Date(text)).optional(),
    q: z.string().trim().min(1).max(200).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(20),
    after: z.uuid().optional(),
    before: z.uuid().optional(),
    fields,
  })
  .refine(({ after, before }) => !after || !before, { path: ["before"], error: "Give either after or before" });

export const GET = defineRoute("key", async ({ url, key }) => {
  const filter = readQuery(query, url);
  const { rows, hasMore, reached } = await listJobs({ ...filter, keyId: key.role === "admin" ? undefined : key.id });
  const jobs = await presentJobs(rows);
  const data = filter.fields ? jobs.map(summaryOf) : jobs;
  return jsonAnswer({
    object: "list",
    data,
    firstId: (filter.before && reached) || (data.at(0)?.id ?? null),
    lastId: (!filter.before && reached) || (data.at(-1)?.id ?? null),
    hasMore,
  });
});
