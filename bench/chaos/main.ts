import { randomInt } from "node:crypto";
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { buildIfNeeded } from "@/cli/supervisor/build";
import { onInterrupt } from "@/cli/supervisor/interrupts";
import { planSettings } from "@/cli/supervisor/settings";
import { CannotStart, endWith } from "@/cli/supervisor/startup-error";
import { type Counted, hasTarget, isMissed } from "./counted";
import { runChaos } from "./run";
import { chaosTable, missedInWords } from "./targets";

/**
 * `npm run chaos`: 100 films, clips of a key with a daily budget, films from a topic, and local work under faults. Services lose, repeat
 * and corrupt webhooks, the engine loses ends of calls, and web, engine, work and sandbox are killed repeatedly.
 * Meanwhile people retry jobs and resubmit silent steps. Then every side is checked. Exits with 1 when a target is
 * missed.
 *
 * `--jobs`, `--seed`, `--seconds` of killing; `--quick` for CI: a fixed and a random seed in parallel; `--log` prints
 * the processes' output, `--keep` keeps the folder with the database, `--report` writes the number of met and missed
 * targets to a file.
 */

const { values } = parseArgs({
  options: {
    jobs: { type: "string" },
    seed: { type: "string" },
    seconds: { type: "string" },
    quick: { type: "boolean", default: false },
    log: { type: "boolean", default: false },
    keep: { type: "boolean", default: false },
    report: { type: "string" },
  },
});
const fixedSeed = 1;

const interrupted = new AbortController();
const say = (line: string) => process.stderr.write(`${line}\n`);
onInterrupt((again) => {
  if (again) process.exit(130);
  say("stopping …");
  interrupted.abort();
});

/** A numeric option, or undefined. */
function given(name: "jobs" | "seed" | "seconds"): number | undefined {
  const text = values[name];
  if (text === undefined || /^\d{1,10}$/.test(text)) return text === undefined ? undefined : Number(text);
  throw new CannotStart(`--${name} is "${text}": give a whole number.`);
}

/** The quick run has shorter times, so that two of them in parallel take about a minute. */
const size = values.quick
  ? { jobs: 10, killSeconds: 20, lateSeconds: 4, timeoutSeconds: 10, reconcileSeconds: 5, settleSeconds: 300 }
  : { jobs: 100, killSeconds: 180, lateSeconds: 25, timeoutSeconds: 60, reconcileSeconds: 15, settleSeconds: 600 };

/** One run with its table. */
async function chaos(seed: number): Promise<Counted[]> {
  const { log, keep } = values;
  const plan = { ...size, jobs: given("jobs") ?? size.jobs, killSeconds: given("seconds") ?? size.killSeconds };
  say(`seed ${seed}: ${plan.jobs} jobs, killing for ${plan.killSeconds} s …`);
  const counted = await runChaos({ ...plan, seed, log, keep, say, signal: interrupted.signal });
  process.stdout.write(`${chaosTable(counted)}\n\n`);
  return counted;
}

try {
  await buildIfNeeded(planSettings({}).settings, say, interrupted.signal);
  // A random seed: over time it covers cases that the fixed one never does.
  const random = randomInt(2 ** 31);
  const seeds = values.quick ? [given("seed") ?? fixedSeed, random] : [given("seed") ?? random];
  const runs = await Promise.allSettled(seeds.map(chaos)); // allSettled: each run must close its app
  for (const run of runs) if (run.status === "rejected") throw run.reason;
  const targets = runs.flatMap((run) => (run.status === "fulfilled" ? run.value : [])).filter(hasTarget);
  const failures = targets.filter(isMissed).map(missedInWords);
  const failed = failures.length;
  if (values.report)
    writeFileSync(values.report, JSON.stringify({ passed: targets.length - failed, failed, skipped: 0, failures }));
  process.exit(failed === 0 ? 0 : 1);
} catch (error) {
  if (interrupted.signal.aborted) process.exit(130);
  endWith(error);
}
