import type { Job, Step } from "@/lib/schemas/job";

/** When a step ran, in seconds on the job's scale; null while it has not begun. */
export type Bar = { step: Step; span: { from: number; to: number } | null };

/** Seconds between two steps that stay on the scale; longer pauses are cut out. */
const shortPause = 5;

/**
 * The steps of a job on one scale from the first start; running steps reach to now. A pause in which nothing ran, as
 * before a re-take or during a review, is cut out, so that the bars keep their size. `cuts`: the places of these cuts.
 */
export function barsOf(job: Job, now: number): { bars: Bar[]; seconds: number; cuts: number[] } {
  const runs = job.steps.map((step) => {
    if (!step.startedAt) return { step, run: null };
    const from = Date.parse(step.startedAt) / 1000;
    return { step, run: { from, to: Math.max(from, (step.finishedAt ? Date.parse(step.finishedAt) : now) / 1000) } };
  });
  const byStart = runs.flatMap(({ run }) => run ?? []).sort((a, b) => a.from - b.from);
  const pauses: { from: number; to: number }[] = [];
  let reached = byStart[0]?.from ?? 0;
  const zero = reached;
  for (const { from, to } of byStart) {
    if (from - reached > shortPause) pauses.push({ from: reached, to: from });
    reached = Math.max(reached, to);
  }
  const at = (time: number) =>
    pauses.reduce((sum, { from, to }) => sum - Math.max(0, Math.min(time, to) - from), time - zero);
  const bars = runs.map(({ step, run }): Bar => ({ step, span: run && { from: at(run.from), to: at(run.to) } }));
  return { bars, seconds: Math.max(0, at(reached)), cuts: pauses.map(({ to }) => at(to)) };
}
