import { z } from "zod";
import { door } from "@/app/door";
import { presentJobs } from "@/app/present/job";
import { listJobs } from "@/db/jobs";
import { Problem } from "@/lib/errors";
import { jobStatuses } from "@/lib/job";

const query = z.strictObject({
  status: z.enum(jobStatuses).optional(),
  model: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  after: z.uuid().optional(),
});

export const GET = door("key", async ({ url, key }) => {
  const parsed = query.safeParse(Object.fromEntries(url.searchParams));
  if (!parsed.success) {
    const errors = parsed.error.issues.map(({ path, message }) => ({ pointer: `?${path.join(".")}`, detail: message }));
    throw new Problem("invalid_request", errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join(" "), {
      errors,
    });
  }
  const { limit, ...filter } = parsed.data;
  const rows = await listJobs({ ...filter, limit, keyId: key.role === "admin" ? undefined : key.id });
  const data = await presentJobs(rows.slice(0, limit));
  return Response.json({
    object: "list",
    data,
    firstId: data.at(0)?.id ?? null,
    lastId: data.at(-1)?.id ?? null,
    hasMore: rows.length > limit,
  });
});
