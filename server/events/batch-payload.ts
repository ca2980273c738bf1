import { findBatch } from "@/db/batches";
import type { EventRow } from "@/db/events";
import { describeBatch } from "@/inngest/batches/describe-batch";
import { frame } from "./payload";
import { unlessBroken } from "./skip-broken";
import type { StreamEvent } from "./stream-event";

/** The present state of each batch that these events change, once, after the events of its jobs. */
export async function toBatchEvents(events: EventRow[]): Promise<StreamEvent[]> {
  const newest = new Map<string, EventRow>();
  for (const event of events) if (event.batchId && isNews(event)) newest.set(event.batchId, event);
  const news: StreamEvent[] = [];
  for (const [batchId, { seq, keyId }] of newest) {
    const row = await findBatch(batchId);
    if (!row) continue;
    const batch = await unlessBroken(() => describeBatch(row), batchId);
    if (!batch) continue;
    const ended = row.finishedAt !== null;
    const of = { seq, jobId: batchId, keyId, batchId, ofBatch: true as const, ended };
    news.push({ ...of, frame: frame(ended ? "batch.ended" : "batch", seq, batch) });
  }
  return news;
}

const isNews = ({ type }: EventRow) => type !== "step" && type !== "progress";
