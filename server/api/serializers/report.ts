import type { Call } from "@/db/calls";
import type { JobRow } from "@/db/jobs";
import { currentCallsOf, takesOf } from "@/inngest/jobs/takes";
import { money } from "@/lib/pricing";
import { shownStatus } from "@/lib/schemas/job";
import type { Report } from "@/lib/schemas/report";
import { stepKeysOf } from "./job";
import { presentStep } from "./step";

/** How a job went, from its ledger: for the API, the archive and the manifest. */
export function reportOf(job: JobRow, calls: Call[]): Report {
  const rows = currentCallsOf(job, calls);
  const takes = takesOf(calls);
  return {
    object: "report",
    job: job.id,
    model: job.model,
    status: shownStatus(job.status),
    stages: stepKeysOf(job, takes).map((key) => {
      const call = rows.get(key);
      const { title: name, status, cost, provider, message: details } = presentStep(job, key, call, [], () => []);
      return { key, name, status, ...timesOf(call), cost, provider, details };
    }),
    seconds: secondsBetween(job.createdAt, job.finishedAt),
    cost: money(calls.reduce((sum, { cost }) => sum + cost, 0)),
  };
}

function timesOf(call: Call | undefined): Pick<Report["stages"][number], "seconds" | "waited_seconds"> {
  if (!call) return { seconds: null, waited_seconds: null };
  const { createdAt, submittedAt, beganAt, finishedAt } = call;
  const seconds = secondsBetween(createdAt, finishedAt);
  const waited = secondsBetween(createdAt, beganAt ?? submittedAt);
  return { seconds, waited_seconds: waited === null || seconds === null ? waited : Math.min(waited, seconds) };
}

const secondsBetween = (from: Date, to: Date | null): number | null =>
  to && Math.max(0, Math.round(to.getTime() - from.getTime()) / 1000);

/** The report as a table for people. */
export function reportMarkdown({ job, model, status, stages, seconds, cost }: Report): string {
  const cell = (text: string) => text.replace(/\s+/g, " ").replace(/[\\|*_`<>[\]]/g, "\\$&");
  const time = (value: number | null) => (value === null ? "" : `${value.toFixed(1)} s`);
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rows = stages.map((stage) => [
    cell(stage.name),
    stage.status,
    time(stage.seconds),
    time(stage.waited_seconds),
    stage.cost > 0 ? `$${stage.cost}` : "",
    cell(stage.provider ?? ""),
    cell(stage.details),
  ]);
  const head = ["Stage", "Status", "Time", "Waited", "Cost", "Provider", "Details"];
  const facts = [status, ...(seconds === null ? [] : [time(seconds)]), `$${cost}`];
  return [
    `# Report of ${model}`,
    `${job}: ${facts.join(", ")}`,
    [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n"),
  ]
    .join("\n\n")
    .concat("\n");
}
