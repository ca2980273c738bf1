import { z } from "zod";
import { listBatches } from "@/db/batches";
import { describeBatch, describeBatches } from "@/inngest/batches/describe-batch";
import { quoteBatch, submitBatch } from "@/inngest/batches/submit-batch";
import { readBatch } from "@/server/api/batch-body";
import { submitOrQuote } from "@/server/api/dry-run";
import { jsonAnswer } from "@/server/api/json-response";
import { readQuery } from "@/server/api/parse";
import { idempotencyKeyOf } from "@/server/api/request-headers";
import { defineRoute, type RequestContext } from "@/server/api/route";
import { presentPage } from "@/server/api/serializers/page";

const query = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  after: z.uuid().optional(),
});

export const GET = defineRoute("key", async ({ url, key }) => {
  const filter = readQuery(query, url);
  const rows = await listBatches({ ...filter, keyId: key.role === "admin" ? undefined : key.id });
  return jsonAnswer(await presentPage(rows, filter.limit, describeBatches, ({ id }) => id));
});

export const POST = defineRoute("key", create, { limited: submitOrQuote });

async function create({ request, url, key }: RequestContext): Promise<Response> {
  const idempotencyKey = idempotencyKeyOf(request);
  const { given, isDry } = await readBatch(request, url);
  if (isDry) return jsonAnswer(await quoteBatch(given, key));
  const { batch, replayed } = await submitBatch(given, key, idempotencyKey);
  const shown = await describeBatch(batch);
  const headers: Record<string, string> = { location: shown.urls.self };
  if (replayed) headers["idempotent-replayed"] = "true";
  return jsonAnswer(shown, { status: 202, headers });
}
