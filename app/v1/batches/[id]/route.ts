import { z } from "zod";
import { listItems } from "@/db/batch-items";
import { deleteBatch } from "@/db/delete-batch";
import { describeBatch } from "@/inngest/batches/describe-batch";
import { Problem } from "@/lib/errors";
import { jobStatuses } from "@/lib/schemas/job";
import { fields } from "@/server/api/fields";
import { jsonAnswer } from "@/server/api/json-response";
import { ownBatch } from "@/server/api/own-batch";
import { readQuery } from "@/server/api/parse";
import { defineRoute } from "@/server/api/route";
import { presentItems } from "@/server/api/serializers/batch";

const query = z.strictObject({
  status: z.enum(jobStatuses).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  after: z.uuid().optional(),
  fields,
});

export const GET = defineRoute("key", async (visit) => {
  const batch = await ownBatch(visit);
  const filter = readQuery(query, visit.url);
  const rows = await listItems({ batchId: batch.id, ...filter });
  return jsonAnswer({ ...(await describeBatch(batch)), items: await presentItems(rows, filter) });
});

export const DELETE = defineRoute("key", async (visit) => {
  const batch = await ownBatch(visit);
  if (!(await deleteBatch(batch.id))) {
    throw new Problem(
      "conflict",
      batch.finishedAt
        ? "A job of the batch was retried and is running. Cancel it first."
        : "The batch is still running. Cancel it first.",
    );
  }
  return new Response(null, { status: 204 });
});
