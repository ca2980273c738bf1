import { setMaxListeners } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { serviceSetting } from "@/lib/env";
import * as services from "@/lib/services";
import { startApp, type TestApp } from "@/testing/app";
import { sandboxOf } from "@/testing/sandbox-admin";
import type { Counted } from "./counted";
import { type Progress, readDatabase, readMedia, readProgress } from "./evidence";
import { causeOf } from "./failures";
import { keepFaulty, keepForgetful } from "./faults";
import { type Killer, openKiller } from "./kills";
import { type Load, type Prepared, prepareLoad, submitJobs } from "./load";
import { chanceOf } from "./random";
import { count } from "./targets";

export type ChaosPlan = {
  jobs: number;
  seed: number;
  /** How long processes are killed, in seconds; jobs are submitted over the first half of it. */
  killSeconds: number;
  /** Seconds by which a late webhook is late. */
  lateSeconds: number;
  /** Seconds until a call without an answer fails: more than a late webhook takes. */
  timeoutSeconds: number;
  /** Seconds between two comparisons of the open jobs with the engine. */
  reconcileSeconds: number;
  /** How long after the last kill all must have settled, in seconds. */
  settleSeconds: number;
  log: boolean;
  keep: boolean;
  signal: AbortSignal;
  say: (line: string) => void;
};

/**
 * What calls cost, in millionths of a dollar, so that costs can be counted. A service that answers in its response is free:
 * a paid one is not asked again when its answer is lost.
 */
const prices = { "qwen-edit": 10_000, "wan-i2v": 70_000, "concat-upscale": 30_000 };

/** One bad day in a house of its own, and what is counted after it. */
export async function runChaos(plan: ChaosPlan): Promise<Counted[]> {
  const timeouts = Object.values(services).map(({ id }) => [
    serviceSetting(id, "TIMEOUT"),
    String(plan.timeoutSeconds),
  ]);
  const set = Object.entries(prices).map(([id, micros]) => [serviceSetting(id, "PRICE"), String(micros / 1_000_000)]);
  const settings = { SANDBOX_INSTANT: "1", SANDBOX_SUBMIT_LOG: "1", SANDBOX_CONCURRENCY: "16" };
  const engine = { ENGINE_FAULTS: "1", RECONCILE_SECONDS: String(plan.reconcileSeconds) };
  const silent = { SILENT_AFTER: String(plan.timeoutSeconds / 4), SILENT_FACTOR: "0.01" };
  // Local work is never given up for a service's silence: whatever is killed, it is done in the end.
  const patient = { [serviceSetting(services.thumbnail.id, "TIMEOUT")]: String(plan.settleSeconds) };
  const all = { ...settings, ...engine, ...silent, ...Object.fromEntries([...timeouts, ...set]), ...patient };
  const house = await startApp(all, [], plan);
  const over = new AbortController();
  const killer = openKiller(house, chanceOf(plan.seed));
  const signal = AbortSignal.any([plan.signal, over.signal]);
  setMaxListeners(0, signal); // every job that is submitted listens
  const { jobs, seed, killSeconds } = plan;
  const load = { jobs, seed, overSeconds: killSeconds / 2, clipPrice: prices["wan-i2v"] };
  try {
    const prepared = await prepareLoad(house, load);
    await keepFaulty(house, plan, signal);
    return await badDay(house, killer, { ...plan, signal, load, prepared });
  } finally {
    over.abort();
    killer.close();
    await house.close();
    if (plan.keep) plan.say(`left behind: ${house.dataDir}`);
  }
}

type Day = ChaosPlan & { load: Load; prepared: Prepared };

async function badDay(house: TestApp, killer: Killer, plan: Day): Promise<Counted[]> {
  const { signal, say, load, prepared } = plan;
  const database = join(house.dataDir, "nextscene.db");
  const killingEnds = Date.now() + plan.killSeconds * 1000;
  const losing = { chance: chanceOf(plan.seed + 1), seconds: plan.killSeconds };
  const [asked, lastKill, lost] = await Promise.all([
    submitJobs(house, load, prepared, { until: killingEnds, signal }),
    killer.killFor(plan.killSeconds, signal),
    keepForgetful(house, losing, signal),
  ]);
  const killed = Object.entries(killer.kills).map(([name, times]) => `${name} ${times}`);
  say(`seed ${plan.seed}: ${asked.length} jobs submitted; killed: ${killed.join(", ")}; now it may settle …`);

  const until = lastKill + plan.settleSeconds * 1000;
  const look = () => readProgress(database).catch(() => null); // busy: the next look tells
  const settled = await reached(until, signal, async () => isSettled(await look(), asked.length));
  await reached(until, signal, async () => isTold(await look(), house));
  const seen = await seenByServices(house, signal);
  await house.app.stop();

  const remembered = await readDatabase(database);
  const told = house.receiver.told();
  const kills = [...killer.list()];
  const media = readMedia(join(house.dataDir, "media"));
  const evidence = { ...remembered, ...media, ...seen, kills, people: prepared.people, prices, told };
  for (const job of remembered.jobs.filter(({ status }) => status === "failed")) {
    if (causeOf(job, evidence) !== null) continue;
    say(
      `seed ${plan.seed}: ${job.model} ${job.id} failed with ${job.errorCode} at ${job.errorStep}: ${job.errorMessage}`,
    );
  }
  const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(0)} s`;
  const took = remembered.jobs.map(({ createdAt, finishedAt }) => (finishedAt ?? Date.now()) - createdAt);
  return [
    { what: "seed", found: plan.seed },
    { what: "SIGKILLs", found: killed.join(", ") },
    { what: "ends and waits of calls that the engine was told to lose", found: lost },
    ...count(asked, evidence),
    { what: "processes that died by themselves", found: killer.diedAlone(), target: 0 },
    { what: "longest job", found: seconds(Math.max(0, ...took)) },
    { what: "settle time after the last kill", found: settled ? seconds(settled - lastKill) : "never" },
  ];
}

const isSettled = (found: Progress | null, jobs: number) => found !== null && found.jobs >= jobs && found.open === 0;

/** Whether nothing is left to be done: callers are told, work is given back. */
const isTold = (found: Progress | null, { receiver }: TestApp) =>
  found !== null &&
  new Set(receiver.told().map(({ jobId }) => jobId)).size >= found.jobs &&
  found.undelivered + found.held === 0;

/** When something became true, or null when it was not by `until`. */
async function reached(until: number, signal: AbortSignal, check: () => Promise<boolean>): Promise<number | null> {
  while (Date.now() < until) {
    if (await check()) return Date.now();
    await sleep(500, undefined, { signal });
  }
  return null;
}

async function seenByServices(house: TestApp, signal: AbortSignal) {
  for (;;) {
    const seen = await sandboxOf(house)
      .log()
      .catch(() => null); // killed last, and not back yet
    if (seen) return seen;
    await sleep(200, undefined, { signal });
  }
}
