import { createHash } from "node:crypto";
import { overdueDeliveries } from "@/db/deliveries";
import { type JobRow, openJobs, redriveJob, startEvent } from "@/db/jobs";
import { sentAt, unsentEvents } from "@/db/outbox";
import { env } from "@/lib/env";
import { engineSender } from "@/lib/outside";
import { deliveryDue, inngest } from "./client";
import { sendNoted } from "./outbox";

const every = 15_000;
/** What is younger is still in the hands of whoever wrote it. */
const grace = 10_000;
/** A run takes its job up within this time, or its event was lost. */
const startWithin = 60_000;

/**
 * Brings the engine in line with the database, which is the truth: sends noted events that were not sent, starts jobs
 * anew that the engine has forgotten, takes up deliveries that nobody makes. All of it idempotent.
 */
export async function reconcile(now = Date.now()): Promise<void> {
  const before = new Date(now - grace);
  for (const event of await unsentEvents(before)) {
    if (!(await sendNoted(event.id))) return; // the engine is away: the rest would fail as well
  }
  for (const job of await openJobs()) {
    if (await isForgotten(job, now)) {
      const event = await redriveJob(job);
      if (event) await sendNoted(event);
    }
  }
  for (const delivery of await overdueDeliveries(new Date(now - 2 * grace))) {
    const data = { deliveryId: delivery.id };
    await inngest.send({ id: `${delivery.id}-${delivery.attempt}-again`, name: deliveryDue, data });
  }
}

/** Whether no run of this job is left at the engine. When the engine does not say, it is not forgotten. */
async function isForgotten(job: JobRow, now: number): Promise<boolean> {
  if (job.runId) return !(await engineKnows(job.runId));
  // Told to start but never started: engines acknowledge events before they are safe.
  const told = await sentAt(startEvent(job).id);
  return told !== null && now - told.getTime() > startWithin;
}

const engineKnows = async (runId: string) => (await askEngine(`/v1/runs/${runId}`)).status !== 404;

/** Whether the engine is there and takes our signing key. */
export async function engineAnswers(): Promise<boolean> {
  const answer = await askEngine("/v1/runs/01HZZZZZZZZZZZZZZZZZZZZZZZ").catch(() => null);
  return answer?.status === 404 || answer?.status === 200;
}

/** Asks the engine's public API, which every Inngest server has. */
function askEngine(path: string) {
  const { INNGEST_DEV, INNGEST_BASE_URL, INNGEST_SIGNING_KEY } = env();
  const dev = INNGEST_DEV?.startsWith("http") ? INNGEST_DEV : INNGEST_DEV ? "http://127.0.0.1:8288" : undefined;
  const base = INNGEST_BASE_URL ?? dev ?? "https://api.inngest.com";
  const headers: Record<string, string> = INNGEST_SIGNING_KEY
    ? { authorization: `Bearer ${hashedKey(INNGEST_SIGNING_KEY)}` }
    : {};
  return engineSender().send({ url: `${base}${path}`, headers, timeoutMs: 10_000 });
}

/** The key as the SDK sends it: the prefix as it is, the rest as the sha256 of its bytes. */
function hashedKey(key: string): string {
  const [, prefix = "", hex = ""] = /^(signkey-[a-z0-9]+-)?(.*)$/i.exec(key) ?? [];
  return prefix + createHash("sha256").update(Buffer.from(hex, "hex")).digest("hex");
}

/** Reconciles at once, what was written just now included. */
export const reconcileNow = () => reconcile(Date.now() + grace).catch(() => {});

const kept = globalThis as typeof globalThis & { nextsceneReconciler?: NodeJS.Timeout };

/** Reconciles now and every 15 s, one round at a time. */
export function startReconciler(): void {
  clearTimeout(kept.nextsceneReconciler);
  const round = async () => {
    await reconcile().catch(() => {}); // the engine or the database is away: the next round tries again
    kept.nextsceneReconciler = setTimeout(round, every);
    kept.nextsceneReconciler.unref();
  };
  void round();
}
