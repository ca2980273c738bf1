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
export function progressLine(job: Job, columns: number, width = 24): string {
  const value = Math.min(1, Math.max(0, job.progress.value));
  const full = Math.round(value * width);
  const bar = "█".repeat(full) + "░".repeat(width - full);
  const left = job.estimatedWaitTime ? `about ${duration(job.estimatedWaitTime)} left` : "";
  const line = [bar, `${Math.round(value * 100)} %`.padStart(5), left, stepNames(job)].filter(Boolean).join("  ");
  return line.length <= columns ? line : `${line.slice(0, columns - 1)}…`;
}

/** Draws a job: one line that is redrawn in a terminal, otherwise a line for each changed step. */
export function progressDrawer(out: { isTTY?: boolean; columns?: number; write(text: string): unknown }) {
  const said = new Map<string, string>();
  let latest: Job | undefined;
  const draw = () => latest && out.write(`\r\x1b[2K${progressLine(latest, (out.columns ?? 80) - 1)}`);
  return {
    show(job: Job): void {
      latest = job;
      if (out.isTTY) return void draw();
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
