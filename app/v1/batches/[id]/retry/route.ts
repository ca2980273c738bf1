import { retryBatch } from "@/inngest/batches/continue-batch";
import { describeBatch } from "@/inngest/batches/describe-batch";
import { retryBatchRequest } from "@/lib/schemas/batch";
import { ownBatch } from "@/server/api/own-batch";
import { readBody } from "@/server/api/parse";
import { defineRoute, type RequestContext } from "@/server/api/route";

export const POST = defineRoute("key", retry, { limited: true });

async function retry(visit: RequestContext): Promise<Response> {
  const batch = await ownBatch(visit);
  const { cancelled } = await readBody(retryBatchRequest, visit.request);
  return Response.json(await describeBatch(await retryBatch(batch, visit.key, cancelled)), { status: 202 });
}
