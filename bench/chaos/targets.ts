import { isTerminal, type JobStatus } from "@/lib/schemas/job";
import { type Counted, isMissed, none } from "./counted";
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
    {
      ...{ what: "ended once, plus once per retry", found: once.length, target: asked.length },
      which: jobs.filter((job) => !once.includes(job)).map((job) => withOpenCalls(job, evidence)),
    },
    { what: "completed", found: jobs.filter(({ status }) => status === "completed").length },
    none(
      "stills missing from the work process",
      jobs.filter(({ model, status }) => model === "thumbnail" && status !== "completed").map(inWords),
    ),
    ...topicFilms(jobs),
    { what: "cancelled by their callers", found: jobs.filter(({ status }) => status === "cancelled").length },
    ...causes.map((cause) => ({ what: `failed: ${cause}`, found: why.filter((one) => one === cause).length })),
    none("failed for another reason", failed.filter((job) => causeOf(job, evidence) === null).map(inWords)),
    { what: "PRAGMA integrity_check", found: evidence.integrity, target: "ok" },
  ];
}

function topicFilms(jobs: Evidence["jobs"]): Counted[] {
  const films = jobs.filter(({ model }) => model === "topic-film");
  const done = films.filter(({ status }) => status === "completed");
  return films.length === 0
    ? []
    : [{ what: "films from a topic, completed", found: `${done.length} of ${films.length}` }];
}

const inWords = ({ id, model, status, retries, errorCode, errorStep, errorMessage }: Evidence["jobs"][number]) =>
  `${model} ${id} ${status} after ${retries} retries${errorCode ? `: ${errorCode} at ${errorStep}: ${errorMessage}` : ""}`;

/** A job with its calls that have not ended: what a job that does not end waits for. */
function withOpenCalls(job: Evidence["jobs"][number], { calls }: Evidence): string {
  const open = calls.filter(({ jobId, status }) => jobId === job.id && !ended.includes(status));
  return [inWords(job), ...open.map(callInWords)].join("; ");
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
    repeated(calls, called, people),
    none(
      "submits without a row in the ledger",
      called.filter((id) => !jobOf.has(id)),
    ),
    { what: "repeated submits of synchronous services", found: Math.max(0, asked) },
    none(
      "orphans at services",
      atWork.map(({ id, service, state }) => `${service}: work ${id} is ${state}`),
    ),
    none(
      "open calls of ended jobs",
      calls.filter(({ jobId, status }) => over.has(jobId) && !ended.includes(status)).map(callInWords),
    ),
    none(
      "calls still to be cancelled at services",
      calls.filter(({ cancelPending }) => cancelPending === 1).map(callInWords),
    ),
    { what: "events not sent to the engine", found: unsentEvents, target: 0 },
  ];
}

const callInWords = ({ id, jobId, key, service, status }: Evidence["calls"][number]) =>
  `job ${jobId}, ${key}, call ${id} of ${service}: ${status}`;

/** Submits of a step beyond one per call and one per resubmit that a person requested. */
function repeated(calls: Evidence["calls"], called: string[], people: Evidence["people"]): Counted {
  const stepOf = new Map(calls.map(({ id, jobId, key }) => [id, `${jobId} ${key}`]));
  const more = new Map<string, number>();
  const add = (step: string, count: number) => more.set(step, (more.get(step) ?? 0) + count);
  for (const call of called) add(stepOf.get(call) ?? call, 1);
  for (const call of new Set(called)) add(stepOf.get(call) ?? call, -1);
  for (const { jobId, step } of people?.resubmits ?? []) add(`${jobId} ${step}`, -1);
  const what = "repeated submits that no one requested";
  const found = [...more.values()].reduce((sum, count) => sum + Math.max(0, count), 0);
  return {
    what,
    found,
    target: 0,
    which: [...more].flatMap(([step, count]) => (count > 0 ? [`job ${step}: ${count}`] : [])),
  };
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
    none("leaked files: unfinished", unfinishedFiles),
    { what: "files without a row, which the cleanup removes", found: unnamed },
    {
      what: "leaked files: without a row, beyond those of killed web processes",
      found: Math.max(0, unnamed - killed * filesPerKill),
      target: 0,
    },
    none(
      "rows without their file",
      [...keys].filter((key) => !onDisk.has(key)),
    ),
  ];
}

function countTold({ jobs, told, deliveries }: Evidence): Counted[] {
  const idsOf = (jobId: string) => new Set(told.filter((one) => one.jobId === jobId).map(({ webhookId }) => webhookId));
  const more = jobs.map((job) => ({ job, count: idsOf(job.id).size - 1 - job.retries }));
  const having = (is: (count: number) => boolean) =>
    more.flatMap(({ job, count }) => (is(count) ? [inWords(job)] : []));
  const endOf = new Map(deliveries.map(({ id, ended }) => [id, ended]));
  return [
    none(
      "webhooks missing",
      having((count) => count < 0),
    ),
    none(
      "webhooks duplicated (another id)",
      having((count) => count > 0),
    ),
    none(
      "webhooks that report another end",
      told
        .filter(({ webhookId, status }) => endOf.get(webhookId) !== status)
        .map(({ jobId, webhookId, status }) => `job ${jobId}, webhook ${webhookId}: ${status}`),
    ),
    {
      what: "webhooks repeated with the same id",
      found: told.length - new Set(told.map(({ webhookId }) => webhookId)).size,
    },
    none(
      "deliveries still open",
      deliveries
        .filter(({ status }) => status !== "delivered")
        .map(({ id, jobId, status }) => `job ${jobId}, ${id}: ${status}`),
    ),
  ];
}

/** What was found instead of the target, one line each for the first few. */
export const missedInWords = ({ what, found, target, which = [] }: Counted): string =>
  [`${what}: ${found} instead of ${target}`, ...which.slice(0, 5).map((one) => `  ${one}`)].join("\n");

/** The table, in Markdown, and below it what missed its target. */
export function chaosTable(counted: Counted[]): string {
  const rows = counted.map((one) => {
    const verdict = one.target === undefined ? "" : isMissed(one) ? `**missed**: ${one.target}` : String(one.target);
    return `| ${one.what} | ${one.found} | ${verdict} |`;
  });
  const table = ["| Counted | Found | Target |", "|---|---|---|", ...rows].join("\n");
  return [table, ...counted.filter(isMissed).map(missedInWords)].join("\n\n");
}
