import type { JobRow } from "@/db/jobs";
import type { Job, ProgressNews, Step } from "@/lib/schemas/job";
import { progressOf, remainingSeconds } from "../api/serializers/progress";
import type { StreamEvent } from "./stream-event";

/**
 * The running jobs with watchers, as last sent. Between two events only the clock changes them, so their progress needs
 * no query. `seq` is the newest event included in what is known of a job.
 */
type Moving = { row: JobRow; steps: Step[]; told: string; seq: number };

const kept = globalThis as typeof globalThis & { nextsceneMoving?: Map<string, Moving> };
kept.nextsceneMoving ??= new Map();
const moving = kept.nextsceneMoving;

/** Remembers a job as it is about to be sent. */
export function trackProgress(row: JobRow, { steps, progress }: Job, seq: number): void {
  if (seq < (moving.get(row.id)?.seq ?? 0)) return;
  if (row.status === "running") moving.set(row.id, { row, steps, told: JSON.stringify(progress), seq });
  else moving.delete(row.id);
}

/** The progress of the watched jobs that has changed since it was last sent. */
export function progressEvents(
  isWatched: (job: { jobId: string; keyId: string }) => boolean,
  now = Date.now(),
): StreamEvent[] {
  return [...moving.values()].flatMap((one) => {
    const { row, steps, seq } = one;
    const of = { jobId: row.id, keyId: row.keyId };
    if (!isWatched(of)) {
      moving.delete(row.id);
      return [];
    }
    const progress = progressOf(row, steps, now);
    const told = JSON.stringify(progress);
    if (told === one.told) return [];
    one.told = told;
    const news: ProgressNews = { jobId: row.id, progress, estimatedWaitTime: remainingSeconds(row, steps, now) };
    // Without an id, so that a watcher who reconnects continues after the last stored event.
    const frame = `event: progress\ndata: ${JSON.stringify(news)}\n\n`;
    return [{ ...of, seq, isProgress: true as const, ended: false, frame }];
  });
}
