import { quoteBatchRetry, retryBatch } from "@/inngest/batches/continue-batch";
import { describeBatch } from "@/inngest/batches/describe-batch";
import { retryBatchRequest } from "@/lib/schemas/batch";
import { isDryRun, submitOrQuote } from "@/server/api/dry-run";
import { ownBatch } from "@/server/api/own-batch";
import { readBody } from "@/server/api/parse";
import { defineRoute, type RequestContext } from "@/server/api/route";

export const POST = defineRoute("key", retry, { limited: submitOrQuote });

async function retry(visit: RequestContext): Promise<Response> {
  const isDry = isDryRun(visit.url);
  const batch = await ownBatch(visit);
  const { cancelled } = await readBody(retryBatchRequest, visit.request);
  if (isDry) return Response.json(await quoteBatchRetry(batch, cancelled));
  return Response.json(await describeBatch(await retryBatch(batch, visit.key, cancelled)), { status: 202 });
}
