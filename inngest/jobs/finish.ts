import { endJob, type JobRow } from "@/db/jobs";
import { failpoint } from "@/lib/failpoint";
import { followBatch } from "../batches/follow-batch";
import { deliverSoon } from "../deliveries/deliver-webhook";
import { sendNoted } from "../event-outbox";

/**
 * Ends a job in its present start, and sends what was stored with that: the engine's events and the webhooks. False when
 * it had ended already.
 */
export async function finish(job: JobRow, ending: Parameters<typeof endJob>[1]): Promise<boolean> {
  const ended = await endJob(job, ending);
  failpoint("after-final-batch");
  for (const delivery of ended?.deliveries ?? []) deliverSoon(delivery);
  if (ended?.event) await sendNoted(ended.event);
  if (ended && job.batchId) await followBatch(job.batchId);
  return ended !== null;
}
