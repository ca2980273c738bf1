import { cancelBatch } from "@/inngest/batches/continue-batch";
import { describeBatch } from "@/inngest/batches/describe-batch";
import { ownBatch } from "@/server/api/own-batch";
import { defineRoute } from "@/server/api/route";

/** Idempotent: a batch that has ended, or is stopping, is returned unchanged. */
export const POST = defineRoute("key", async (visit) =>
  Response.json(await describeBatch(await cancelBatch(await ownBatch(visit)))),
);
