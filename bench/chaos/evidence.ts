import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { createClient } from "@libsql/client";
import type { AuditEvent, Submit } from "@/testing/sandbox-admin";
import type { Told } from "@/testing/webhook-receiver";
import type { Kill } from "./kills";
import type { People } from "./people";

export type JobFact = {
  id: string;
  keyId: string;
  model: string;
  status: string;
  /** How often the job was retried; it ends once more for each retry. */
  retries: number;
  errorCode: string | null;
  errorStep: string | null;
  errorMessage: string | null;
  createdAt: number;
  finishedAt: number | null;
};
export type CallFact = {
  id: string;
  jobId: string;
  key: string;
  service: string;
  status: string;
  createdAt: number;
  attempt: number;
  cancelPending: number;
  finishedAt: number | null;
  serviceJobId: string | null;
  /** JSON: the works of earlier submits that the service was seen to accept. */
  earlierWork?: string | null;
  /** The prompt of the call. */
  prompt: string | null;
  /** In millionths. */
  cost: number;
};

/** A submit with the call that it was made for; "" when no call is known. */
export type Submitted = Omit<Submit, "webhookUrl"> & { callId: string };

/** What the app's database file contains. */
export type Remembered = {
  jobs: JobFact[];
  /** The events of jobs' ends, in order: one per job, and one more for each retry. */
  ends: { jobId: string; type: string }[];
  calls: CallFact[];
  /** `id`: as the service wrote it, possibly a number. */
  answers: { callId: string; id: string | number | null; status: string | null; createdAt: number }[];
  /** The daily totals of each key, in millionths. */
  usage: { keyId: string; charged: number }[];
  /** `ended`: the end that it reports. */
  deliveries: { id: string; jobId: string; status: string; ended: string | null }[];
  unsentEvents: number;
  storageKeys: string[];
  integrity: string;
};

/** All evidence of a run: the app's database, the services' log, the caller's webhooks, and the files on the disk. */
export type Evidence = Remembered & {
  submits: Submitted[];
  auditEvents: AuditEvent[];
  /** The killed processes with their times; null when they were not recorded. */
  kills: Kill[] | null;
  /** Requests other than submits; null when they were not recorded. */
  people: People | null;
  /** The price of one call per service or role, in millionths; others are free. */
  prices: Record<string, number>;
  told: readonly Told[];
  /** The keys of stored files, and the unfinished files. */
  files: string[];
  unfinishedFiles: string[];
};

const questions = {
  jobs: `select id, key_id keyId, model, status, generation retries, json_extract(error, '$.code') errorCode, json_extract(error, '$.step') errorStep,
    json_extract(error, '$.message') errorMessage, created_at createdAt, finished_at finishedAt from jobs`,
  ends: `select job_id jobId, type from events where type in ('job.completed', 'job.failed', 'job.cancelled') order by seq`,
  calls: `select id, job_id jobId, key, service, status, attempt, cancel_pending cancelPending, finished_at finishedAt,
    service_job_id serviceJobId, superseded_work earlierWork, created_at createdAt, coalesce(json_extract(input, '$.prompt'), json_extract(input, '$.text')) prompt, cost_micros cost from calls order by generation`,
  answers: `select call_id callId, iif(json_valid(body), json_extract(body, '$.id'), null) id, iif(json_valid(body), json_extract(body, '$.status'), null) status,
    created_at createdAt from inbox`,
  usage: "select key_id keyId, sum(actual_micros) charged from usage group by key_id",
  deliveries: "select id, job_id jobId, status, json_extract(ended, '$.status') ended from deliveries",
};

/** The progress of a run. `held`: calls with work that must still be cancelled at their services. */
export type Progress = { jobs: number; open: number; undelivered: number; held: number };

const progress = `select (select count(*) from jobs) jobs,
  (select count(*) from jobs where status not in ('completed', 'failed', 'cancelled')) open,
  (select count(*) from deliveries where status <> 'delivered') undelivered,
  (select count(*) from calls where cancel_pending = 1) held`;

type Ask = <Row>(sql: string) => Promise<Row[]>;

/** Reads the database file through its own connection; safe while the app runs. */
async function reading<Found>(file: string, read: (ask: Ask) => Promise<Found>): Promise<Found> {
  const client = createClient({ url: `file:${file}`, timeout: 5000 });
  const ask = async <Row>(sql: string) =>
    (await client.execute(sql)).rows.map((row) => Object.fromEntries(Object.entries(row))) as Row[];
  try {
    return await read(ask);
  } finally {
    client.close();
  }
}

export const readProgress = (file: string) => reading(file, async (ask) => (await ask<Progress>(progress))[0] ?? null);

export const readDatabase = (file: string): Promise<Remembered> =>
  reading(file, async (ask) => {
    const integrity = await ask<{ integrity_check: string }>("pragma integrity_check");
    const unsent = await ask<{ count: number }>("select count(*) count from outbox where sent_at is null");
    return {
      jobs: await ask(questions.jobs),
      ends: await ask(questions.ends),
      calls: await ask(questions.calls),
      answers: await ask(questions.answers),
      deliveries: await ask(questions.deliveries),
      usage: await ask(questions.usage),
      unsentEvents: unsent[0]?.count ?? 0,
      storageKeys: (await ask<{ key: string }>("select storage_key key from assets")).map(({ key }) => key),
      integrity: integrity.map((row) => row.integrity_check).join("; "),
    };
  });

/** The files below the media folder: stored files by key, and unfinished ones. */
export function readMedia(folder: string): { files: string[]; unfinishedFiles: string[] } {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  const unfinished = (path: string) => path.startsWith(".") || path.endsWith(".part");
  return { files: all.filter((path) => !unfinished(path)), unfinishedFiles: all.filter(unfinished) };
}
