import { isTerminal, type JobStatus } from "@/lib/schemas/job";
import { type Counted, isMissed } from "./counted";
import type { Evidence } from "./evidence";
import { causeOf, causes } from "./failures";
import { countMoney, countPeople } from "./people-audit";
import { countWitness } from "./sandbox-audit";

const ended = ["succeeded", "cached", "failed", "cancelled", "skipped"];

/** The guarantees that must hold after a run. `asked`: the job ids in the answers to the submits. */
export function count(asked: string[], evidence: Evidence): Counted[] {
  return [
    ...countJobs(asked, evidence),
    ...countServices(evidence),
    ...countWitness(evidence),
    ...countPeople(evidence),
    ...countMoney(evidence),
    ...countFiles(evidence),
    ...countTold(evidence),
  ];
}

const isOver = ({ status }: { status: string }) => isTerminal(status as JobStatus);

function countJobs(asked: string[], evidence: Evidence): Counted[] {
  const { jobs, ends } = evidence;
  const once = jobs.filter((job) => {
    const own = ends.filter(({ jobId }) => jobId === job.id);
    return isOver(job) && own.length === 1 + job.retries && own.at(-1)?.type === `job.${job.status}`;
  });
  const failed = jobs.filter(({ status }) => status === "failed");
  const why = failed.map((job) => causeOf(job, evidence));
  return [
    { what: "jobs in the database", found: jobs.length, target: new Set(asked).size },
    { what: "ended once, plus once per retry", found: once.length, target: asked.length },
    { what: "completed", found: jobs.filter(({ status }) => status === "completed").length },
    {
      what: "stills missing from the work process",
      found: jobs.filter(({ model, status }) => model === "thumbnail" && status !== "completed").length,
      target: 0,
    },
    { what: "cancelled by their callers", found: jobs.filter(({ status }) => status === "cancelled").length },
    ...causes.map((cause) => ({ what: `failed: ${cause}`, found: why.filter((one) => one === cause).length })),
    { what: "failed for another reason", found: why.filter((one) => one === null).length, target: 0 },
    { what: "PRAGMA integrity_check", found: evidence.integrity, target: "ok" },
  ];
}

function countServices({ jobs, calls, submits, unsentEvents, people }: Evidence): Counted[] {
  const over = new Set(jobs.filter(isOver).map(({ id }) => id));
  const jobOf = new Map(calls.map(({ id, jobId }) => [id, jobId]));
  const called = submits.map(({ callId }) => callId);
  const atWork = submits.filter(
    ({ state, callId }) => (state === "queued" || state === "generating") && over.has(jobOf.get(callId) ?? ""),
  );
  const asked = calls.filter(({ service }) => service === "qwen-vl").reduce((sum, { attempt }) => sum + attempt - 1, 0);
  return [
    { what: "submits that services accepted", found: submits.length },
    { what: "repeated submits that no one requested", found: repeated(calls, called, people), target: 0 },
    { what: "submits without a row in the ledger", found: called.filter((id) => !jobOf.has(id)).length, target: 0 },
    { what: "repeated submits of synchronous services", found: Math.max(0, asked) },
    { what: "orphans at services", found: atWork.length, target: 0 },
    {
      what: "open calls of ended jobs",
      found: calls.filter(({ jobId, status }) => over.has(jobId) && !ended.includes(status)).length,
      target: 0,
    },
    {
      what: "calls still to be cancelled at services",
      found: calls.filter(({ cancelPending }) => cancelPending === 1).length,
      target: 0,
    },
    { what: "events not sent to the engine", found: unsentEvents, target: 0 },
  ];
}

/** Submits of a step beyond one per call and one per resubmit that a person requested. */
function repeated(calls: Evidence["calls"], called: string[], people: Evidence["people"]): number {
  const stepOf = new Map(calls.map(({ id, jobId, key }) => [id, `${jobId} ${key}`]));
  const more = new Map<string, number>();
  const add = (step: string, count: number) => more.set(step, (more.get(step) ?? 0) + count);
  for (const call of called) add(stepOf.get(call) ?? call, 1);
  for (const call of new Set(called)) add(stepOf.get(call) ?? call, -1);
  for (const { jobId, step } of people?.resubmits ?? []) add(`${jobId} ${step}`, -1);
  return [...more.values()].reduce((sum, count) => sum + Math.max(0, count), 0);
}

/** Results that a web process stores at the same time, at most a few here. */
const filesPerKill = 4;

function countFiles({ files, unfinishedFiles, storageKeys, kills }: Evidence): Counted[] {
  const keys = new Set(storageKeys);
  const onDisk = new Set(files);
  const unnamed = files.filter((file) => !keys.has(file)).length;
  // A file whose process dies before its row is written is removed by the cleanup an hour later, unless a retry names it.
  const killed = (kills ?? []).filter(({ name }) => name === "web").length;
  return [
    { what: "leaked files: unfinished", found: unfinishedFiles.length, target: 0 },
    { what: "files without a row, which the cleanup removes", found: unnamed },
    {
      what: "leaked files: without a row, beyond those of killed web processes",
      found: Math.max(0, unnamed - killed * filesPerKill),
      target: 0,
    },
    { what: "rows without their file", found: [...keys].filter((key) => !onDisk.has(key)).length, target: 0 },
  ];
}

function countTold({ jobs, told, deliveries }: Evidence): Counted[] {
  const idsOf = (jobId: string) => new Set(told.filter((one) => one.jobId === jobId).map(({ webhookId }) => webhookId));
  const more = jobs.map(({ id, retries }) => idsOf(id).size - 1 - retries);
  const endOf = new Map(deliveries.map(({ id, ended }) => [id, ended]));
  return [
    { what: "webhooks missing", found: more.filter((count) => count < 0).length, target: 0 },
    {
      what: "webhooks duplicated (another id)",
      found: more.filter((count) => count > 0).length,
      target: 0,
    },
    {
      what: "webhooks that report another end",
      found: told.filter(({ webhookId, status }) => endOf.get(webhookId) !== status).length,
      target: 0,
    },
    {
      what: "webhooks repeated with the same id",
      found: told.length - new Set(told.map(({ webhookId }) => webhookId)).size,
    },
    {
      what: "deliveries still open",
      found: deliveries.filter(({ status }) => status !== "delivered").length,
      target: 0,
    },
  ];
}

/** The table, in Markdown. */
export function chaosTable(counted: Counted[]): string {
  const rows = counted.map((one) => {
    const verdict = one.target === undefined ? "" : isMissed(one) ? `**missed**: ${one.target}` : String(one.target);
    return `| ${one.what} | ${one.found} | ${verdict} |`;
  });
  return ["| Counted | Found | Target |", "|---|---|---|", ...rows].join("\n");
}
