import { setMaxListeners } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { serviceSetting } from "@/lib/env";
import * as services from "@/lib/services";
import { startApp, type TestApp } from "@/testing/app";
import { sandboxOf } from "@/testing/sandbox-admin";
import { withCalls } from "./call-of";
import type { Counted } from "./counted";
import { type Progress, readDatabase, readMedia, readProgress } from "./evidence";
import { keepFaulty, keepForgetful } from "./faults";
import { type Killer, openKiller } from "./kills";
import { type Load, type Prepared, prepareLoad, submitJobs } from "./load";
import { chanceOf } from "./random";
import { count } from "./targets";
import { vendorPrices, vendorSettings } from "./vendors";

export type ChaosPlan = {
  jobs: number;
  seed: number;
  /** How long processes are killed, in seconds; jobs are submitted during the first half. */
  killSeconds: number;
  /** The delay of a late webhook, in seconds. */
  lateSeconds: number;
  /** Seconds until a call without an answer fails; longer than a late webhook takes. */
  timeoutSeconds: number;
  /** Seconds between two comparisons of the open jobs with the engine. */
  reconcileSeconds: number;
  /** Seconds after the last kill until everything must have settled. */
  settleSeconds: number;
  log: boolean;
  keep: boolean;
  signal: AbortSignal;
  say: (line: string) => void;
};

/**
 * Prices of calls in millionths of a dollar, so that costs can be checked. A synchronous service is free: a paid one is
 * not submitted again when its answer is lost.
 */
const prices = { "qwen-edit": 10_000, "wan-i2v": 70_000, "concat-upscale": 30_000, ...vendorPrices };

/** One run with its own app, and its checks. */
export async function runChaos(plan: ChaosPlan): Promise<Counted[]> {
  const timeouts = Object.values(services).map(({ id }) => [
    serviceSetting(id, "TIMEOUT"),
    String(plan.timeoutSeconds),
  ]);
  const vendors = vendorSettings(plan.timeoutSeconds);
  const set = Object.entries(prices).map(([id, micros]) => [serviceSetting(id, "PRICE"), String(micros / 1_000_000)]);
  const settings = { SANDBOX_INSTANT: "1", SANDBOX_SUBMIT_LOG: "1", SANDBOX_CONCURRENCY: "16" };
  const engine = { ENGINE_FAULTS: "1", RECONCILE_SECONDS: String(plan.reconcileSeconds) };
  const silent = { SILENT_AFTER: String(plan.timeoutSeconds / 4), SILENT_FACTOR: "0.01" };
  // Local work has no shorter time-out: whatever is killed, it completes in the end.
  const patient = Object.values(services)
    .filter(({ kind }) => kind === "local")
    .map(({ id }) => [serviceSetting(id, "TIMEOUT"), String(plan.settleSeconds)]);
  const all = {
    ...settings,
    ...engine,
    ...silent,
    ...Object.fromEntries([...timeouts, ...set]),
    ...vendors,
    ...Object.fromEntries(patient),
  };
  const testApp = await startApp(all, [], plan);
  const over = new AbortController();
  const killer = openKiller(testApp, chanceOf(plan.seed));
  const signal = AbortSignal.any([plan.signal, over.signal]);
  setMaxListeners(0, signal); // one listener per submitted job
  const { jobs, seed, killSeconds } = plan;
  const load = { jobs, seed, overSeconds: killSeconds / 2, clipPrice: prices["wan-i2v"] };
  try {
    const prepared = await prepareLoad(testApp, load);
    await keepFaulty(testApp, plan, signal);
    return await badDay(testApp, killer, { ...plan, signal, load, prepared });
  } finally {
    over.abort();
    killer.close();
    await testApp.close();
    if (plan.keep) plan.say(`kept: ${testApp.dataDir}`);
  }
}

type Day = ChaosPlan & { load: Load; prepared: Prepared };

async function badDay(testApp: TestApp, killer: Killer, plan: Day): Promise<Counted[]> {
  const { signal, say, load, prepared } = plan;
  const database = join(testApp.dataDir, "nextscene.db");
  const killingEnds = Date.now() + plan.killSeconds * 1000;
  const losing = { chance: chanceOf(plan.seed + 1), seconds: plan.killSeconds };
  const [asked, lastKill, lost] = await Promise.all([
    submitJobs(testApp, load, prepared, { until: killingEnds, signal }),
    killer.killFor(plan.killSeconds, signal),
    keepForgetful(testApp, losing, signal),
  ]);
  const killed = Object.entries(killer.kills).map(([name, times]) => `${name} ${times}`);
  say(`seed ${plan.seed}: ${asked.length} jobs submitted; killed: ${killed.join(", ")}; waiting until it settles …`);

  const until = lastKill + plan.settleSeconds * 1000;
  const look = () => readProgress(database).catch(() => null); // the database is busy: the next look succeeds
  const settled = await reached(until, signal, async () => isSettled(await look(), asked.length));
  await reached(until, signal, async () => isTold(await look(), testApp));
  const seen = await seenByServices(testApp, signal);
  await testApp.app.stop();

  const remembered = await readDatabase(database);
  const told = testApp.receiver.told();
  const kills = [...killer.list()];
  const media = readMedia(join(testApp.dataDir, "media"));
  const submits = withCalls(seen.submits, remembered.calls);
  const evidence = { ...remembered, ...media, ...seen, submits, kills, people: prepared.people, prices, told };
  const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(0)} s`;
  const took = remembered.jobs.map(({ createdAt, finishedAt }) => (finishedAt ?? Date.now()) - createdAt);
  return [
    { what: "seed", found: plan.seed },
    { what: "SIGKILLs", found: killed.join(", ") },
    { what: "ends and waits of calls that the engine lost on purpose", found: lost },
    ...count(asked, evidence),
    { what: "processes that died without a kill", found: killer.diedAlone(), target: 0 },
    { what: "longest job", found: seconds(Math.max(0, ...took)) },
    { what: "settle time after the last kill", found: settled ? seconds(settled - lastKill) : "never" },
  ];
}

const isSettled = (found: Progress | null, jobs: number) => found !== null && found.jobs >= jobs && found.open === 0;

/** Whether everything has settled: all webhooks are delivered, and all superseded work is cancelled. */
const isTold = (found: Progress | null, { receiver }: TestApp) =>
  found !== null &&
  new Set(receiver.told().map(({ jobId }) => jobId)).size >= found.jobs &&
  found.undelivered + found.held === 0;

/** The time at which the check succeeded; null when it did not by `until`. */
async function reached(until: number, signal: AbortSignal, check: () => Promise<boolean>): Promise<number | null> {
  while (Date.now() < until) {
    if (await check()) return Date.now();
    await sleep(500, undefined, { signal });
  }
  return null;
}

async function seenByServices(testApp: TestApp, signal: AbortSignal) {
  for (;;) {
    const seen = await sandboxOf(testApp)
      .log()
      .catch(() => null); // the last kill: not restarted yet
    if (seen) return seen;
    await sleep(200, undefined, { signal });
  }
}
