import { setTimeout as sleep } from "node:timers/promises";
import * as services from "@/lib/services";
import type { TestApp } from "@/testing/app";
import { engineOf } from "@/testing/engine-admin";
import { sandboxOf } from "@/testing/sandbox-admin";
import type { Chance } from "./random";
import { vendorCalls } from "./vendors";

/**
 * The faults of pods and vendors, as shares of all submits. A late webhook is `lateSeconds` late. Some work is slow, so
 * that some is running when its job ends.
 */
const everywhere = (lateSeconds: number) => [
  { fault: "no-webhook", probability: 0.15 },
  { fault: "webhook-many", value: 3, probability: 0.2 },
  { fault: "webhook-first", probability: 0.2 },
  { fault: "webhook-late", value: lateSeconds, probability: 0.15 },
  { fault: "submit-reset-accepted", probability: 0.08 },
  { fault: "submit-503", probability: 0.05 },
  { fault: "slow", value: 3, probability: 0.1 },
];
/** In the pods' words only. */
const ofPods = [
  { fault: "webhook-numeric-id", value: 42, probability: 0.1 },
  { fault: "webhook-status", value: "Succeeded", probability: 0.1 },
  { fault: "webhook-empty-error", probability: 0.1 },
  { fault: "progress-storm", value: 50, probability: 0.1 },
  { fault: "receipt-result", probability: 0.05 },
];
/** Of what only vendors do: they are polled, and some sign their webhooks. */
const ofVendors = [
  { fault: "poll-503", probability: 0.1 },
  { fault: "poll-429", probability: 0.1 },
  { fault: "poll-html", probability: 0.05 },
  { fault: "poll-word", probability: 0.1 },
  { fault: "webhook-signature", probability: 0.15 },
];

const badDay = (lateSeconds: number) => [
  ...everywhere(lateSeconds),
  ...Object.values(services)
    .filter(({ kind }) => kind === "pod")
    .flatMap(({ id }) => ofPods.map((rule) => ({ service: id, ...rule }))),
  ...Object.keys(vendorCalls).flatMap((name) => ofVendors.map((rule) => ({ service: name, ...rule }))),
];

/**
 * Sets the faults in the sandbox and, until the signal, in each sandbox that replaces a killed one, since rules are
 * lost with the process. Each process gets its own seed; otherwise all would start with the same random choices.
 */
export async function keepFaulty(
  testApp: TestApp,
  { seed, lateSeconds }: { seed: number; lateSeconds: number },
  signal: AbortSignal,
): Promise<void> {
  const rules = badDay(lateSeconds);
  const sandbox = sandboxOf(testApp);
  let told = testApp.app.pids.sandbox;
  await sandbox.faultsBySeed(rules, seed);
  const next = async (life: number) => {
    const pid = testApp.app.pids.sandbox;
    if (pid === told) return life;
    const taken = await sandbox.faultsBySeed(rules, seed + life).then(
      () => true,
      () => false, // not reachable yet
    );
    if (taken) told = pid;
    return taken ? life + 1 : life;
  };
  const goOn = async () => {
    for (let life = 1; !signal.aborted; life = await next(life)) await sleep(50);
  };
  void goOn();
}

/**
 * Makes the engine lose some ends and waits of calls but keep their runs, every 2 to 5 s until the time is over, like
 * Inngest's own server when it is killed. Resolves with the number of requested losses.
 */
export async function keepForgetful(
  testApp: TestApp,
  { chance, seconds }: { chance: Chance; seconds: number },
  signal: AbortSignal,
): Promise<number> {
  const until = Date.now() + seconds * 1000;
  const engine = engineOf(testApp);
  let told = 0;
  for (;;) {
    const pause = chance.between(2_000, 5_000);
    if (Date.now() + pause > until) break;
    await sleep(pause, undefined, { signal });
    // A killed engine is unreachable, and its pending losses are gone.
    const lost = [engine.lose("ends", 2).then(() => 2), engine.lose("waits", 1).then(() => 1)];
    for (const one of await Promise.allSettled(lost)) if (one.status === "fulfilled") told += one.value;
  }
  await Promise.allSettled([engine.lose("ends", 0), engine.lose("waits", 0)]);
  return told;
}
