import { type BatchRow, findBatch } from "@/db/batches";
import { Problem } from "@/lib/errors";
import { owns, type RequestContext } from "./caller";

/** The batch of a route's `[id]`. Another key's batch counts as not found. */
export async function ownBatch({ params, key }: RequestContext): Promise<BatchRow> {
  const batch = params.id ? await findBatch(params.id) : undefined;
  if (!batch || !owns(key, batch.keyId)) throw new Problem("not_found", "Batch not found.");
  return batch;
}
