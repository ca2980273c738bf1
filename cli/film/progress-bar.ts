import type { Batch } from "@/lib/schemas/batch";
import type { Job, Step } from "@/lib/schemas/job";

const atWork = new Set<Step["status"]>(["submitting", "waiting", "retrying", "storing", "unconfirmed"]);

/** The names of the running steps, else the job's own message. */
export function stepNames(job: Job): string {
  const names = job.steps.filter((step) => atWork.has(step.status)).map((step) => step.title);
  return names.length > 0 ? names.join(", ") : job.progress.message || job.status;
}

/** `95` → `1 min 35 s` */
export function duration(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** One line: bar, percentage, step names and the time left, cut to `columns`. */
export const progressLine = (job: Job, columns: number, width = 24): string =>
  line({ value: job.progress.value, seconds: job.estimatedWaitTime, what: stepNames(job) }, columns, width);

/** The same of a batch, with the number of its jobs that have ended. */
export function batchLine({ counts, progress, estimatedEnd }: Batch, columns: number, now = Date.now()): string {
  const { completed = 0, failed = 0, cancelled = 0, total } = counts;
  const what = `${completed} of ${total}${failed > 0 ? `, ${failed} failed` : ""}${cancelled > 0 ? `, ${cancelled} cancelled` : ""}`;
  const seconds = estimatedEnd ? (Date.parse(estimatedEnd) - now) / 1000 : null;
  return line({ value: progress, seconds, what }, columns, 24);
}

type Line = { value: number; seconds: number | null; what: string };

function line({ value: given, seconds, what }: Line, columns: number, width: number): string {
  const value = Math.min(1, Math.max(0, given));
  const full = Math.round(value * width);
  const bar = "█".repeat(full) + "░".repeat(width - full);
  const left = seconds ? `about ${duration(seconds)} left` : "";
  const text = [bar, `${Math.round(value * 100)} %`.padStart(5), left, what].filter(Boolean).join("  ");
  return text.length <= columns ? text : `${text.slice(0, columns - 1)}…`;
}

/** Draws a job: one line that is redrawn in a terminal, otherwise a line for each changed step. */
export function progressDrawer(out: { isTTY?: boolean; columns?: number; write(text: string): unknown }) {
  const said = new Map<string, string>();
  let latest: Job | Batch | undefined;
  let counted = "";
  const columns = () => (out.columns ?? 80) - 1;
  const draw = (text: string) => out.write(`\r\x1b[2K${text}`);
  return {
    showBatch(batch: Batch): void {
      latest = batch;
      const text = batchLine(batch, columns());
      if (out.isTTY) return void draw(text);
      const now = JSON.stringify(batch.counts);
      if (now !== counted) out.write(`${text}\n`);
      counted = now;
    },
    show(job: Job): void {
      latest = job;
      if (out.isTTY) return void draw(progressLine(job, columns()));
      for (const step of job.steps) {
        const state = step.error ? `${step.status}: ${step.error.message}` : step.status;
        if (step.status === "pending" || said.get(step.key) === state) continue;
        said.set(step.key, state);
        const left = job.estimatedWaitTime ? `, about ${duration(job.estimatedWaitTime)} left` : "";
        out.write(`${`${Math.round(job.progress.value * 100)} %`.padStart(5)}  ${step.title}: ${state}${left}\n`);
      }
    },
    clear(): void {
      if (out.isTTY && latest) out.write("\r\x1b[2K");
    },
  };
}
