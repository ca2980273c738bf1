import { findAssets } from "@/db/assets";
import { listItems } from "@/db/batch-items";
import type { BatchRow } from "@/db/batches";
import type { Delivery } from "@/db/deliveries";
import type { BatchNotice } from "@/lib/notices/notice";
import { describeBatch } from "../batches/describe-batch";
import { assetsIn } from "../jobs/export-output";
import { isSeen, type Shown, titleOf } from "./pictures";

/** What a message says of a batch: its counts when it ended, and its cost now. */
export async function batchNotice(batch: BatchRow, ended: Delivery["ended"]): Promise<BatchNotice> {
  const { counts: now, cost } = await describeBatch(batch);
  const { completed = 0, failed = 0, cancelled = 0 } = ended?.counts ?? now;
  const [first] = failed > 0 ? await listItems({ batchId: batch.id, status: "failed", limit: 1 }) : [];
  const failure = first?.error ? { row: (first.position ?? 0) + 1, message: first.error.message } : null;
  return { counts: { total: batch.total, completed, failed, cancelled }, cost: cost.actual, failure };
}

/** Results of a batch beyond these are not searched for pictures. */
const mostRead = 30;

/** The first pictures among the results of a batch, one of each job. */
export async function shownInBatch({ id }: BatchRow, room: number): Promise<Shown[]> {
  const jobs = await listItems({ batchId: id, status: "completed", limit: mostRead });
  const assets = await findAssets(jobs.flatMap(({ output }) => assetsIn(output)));
  return jobs
    .flatMap((job) => {
      const asset = assetsIn(job.output)
        .flatMap((one) => assets.get(one) ?? [])
        .find(isSeen);
      return asset ? [{ title: titleOf(job) ?? "", asset }] : [];
    })
    .slice(0, room);
}
