import type { Call } from "@/db/calls";
import type { JobRow } from "@/db/jobs";
import { Problem } from "@/lib/errors";

/** The Problem for an unknown step; lists the steps that the job has. */
export function unknownStep(job: JobRow, rows: Call[], key: string): Problem {
  const keys = new Set([...job.plan.map((planned) => planned.key), ...rows.map((row) => row.key)]);
  const shown = key.slice(0, 100);
  return new Problem("not_found", `This job has no step "${shown}". The keys of its steps: ${[...keys].join(", ")}.`);
}
