import { setTimeout as sleep } from "node:timers/promises";
import { type Plan, type ProcessName, portSettings } from "./settings";

/** A machine with other work takes minutes; a process that ends is noticed before. */
const patienceMs = 300_000;

/** Where a process is reached from this machine. */
function addressOf({ settings, webUrl }: Plan, name: ProcessName): string {
  return name === "web" ? webUrl : `http://127.0.0.1:${settings[portSettings[name]]}`;
}

/** Waits until a process says it is well. What it lacks but can do without is passed to `warn`. */
export async function untilHealthy(plan: Plan, name: ProcessName, warn: (text: string) => void): Promise<void> {
  const until = Date.now() + patienceMs;
  let last = "it does not answer";
  // Short at first: who listens before it can answer may lose what it is asked. Longer then, for a slow machine.
  let probeMs = 500;
  while (Date.now() < until) {
    try {
      const response = await fetch(`${addressOf(plan, name)}/health`, { signal: AbortSignal.timeout(probeMs) });
      const body = await response.text();
      if (response.ok && (name !== "web" || isUsable(plan, JSON.parse(body), warn))) return;
      last = `it answers ${response.status}: ${body.slice(0, 500)}`;
      await sleep(250); // it is at work: asking often would only slow it
    } catch (error) {
      if (error instanceof Error && error.name === "TimeoutError") probeMs = Math.min(2 * probeMs, 20_000);
    }
    await sleep(50);
  }
  throw new Error(`${name} is not well after ${patienceMs / 1000} s: ${last}`);
}

type State = { status: string; message?: string };
type WebHealth = State & { engine?: State; storage?: State; media?: State; services?: Record<string, State> };

/** An engine of ours is waited for. An Inngest that is away and a service that lacks a setting are not: they are told. */
function isUsable(plan: Plan, health: WebHealth, warn: (text: string) => void): boolean {
  if (health.status === "ok") return true;
  if (plan.processes.includes("engine") && health.engine?.status !== "ok") return false;
  const parts = { storage: health.storage, engine: health.engine, media: health.media, ...health.services };
  for (const [part, state] of Object.entries(parts)) {
    if (state && state.status !== "ok") warn(`${part}: ${state.message ?? state.status}`);
  }
  return true;
}
