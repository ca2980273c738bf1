import type { Job, Step } from "@/lib/job";

/** When a step ran, in seconds from the first one's start; null while it has not begun. */
export type Bar = { step: Step; span: { from: number; to: number } | null };

/** The steps of a job on one scale; what goes on reaches to now. */
export function barsOf(job: Job, now: number): { bars: Bar[]; seconds: number } {
  const starts = job.steps.flatMap(({ startedAt }) => (startedAt ? [Date.parse(startedAt)] : []));
  const zero = Math.min(...starts);
  const bars = job.steps.map((step): Bar => {
    if (!step.startedAt) return { step, span: null };
    const from = Date.parse(step.startedAt);
    const to = Math.max(from, step.finishedAt ? Date.parse(step.finishedAt) : now);
    return { step, span: { from: (from - zero) / 1000, to: (to - zero) / 1000 } };
  });
  return { bars, seconds: Math.max(0, ...bars.map(({ span }) => span?.to ?? 0)) };
}
