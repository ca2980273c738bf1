import { setTimeout as sleep } from "node:timers/promises";
import { instanceId } from "@/lib/crypto/instance-id";
import { type Plan, type ProcessName, portSettings } from "./settings";

/** A busy machine may need minutes; a process that dies is noticed earlier. */
const patienceMs = 300_000;

/** A process's address on this machine. */
function addressOf({ settings, webUrl }: Plan, name: ProcessName): string {
  return name === "web" ? webUrl : `http://127.0.0.1:${settings[portSettings[name]]}`;
}

/** Waits until a process is healthy. Passes problems that do not prevent the start to `warn`. */
export async function untilHealthy(plan: Plan, name: ProcessName, warn: (text: string) => void): Promise<void> {
  const until = Date.now() + patienceMs;
  let last = "it does not answer";
  // Short at first, since a request that arrives before the process can answer may be lost; longer later, for a slow
  // machine.
  let probeMs = 500;
  while (Date.now() < until) {
    try {
      const response = await fetch(`${addressOf(plan, name)}/health`, { signal: AbortSignal.timeout(probeMs) });
      const body = await response.text();
      if (response.ok && (name !== "web" || isUsable(plan, JSON.parse(body), warn))) return;
      last = `it answers ${response.status}: ${body.slice(0, 500)}`;
      await sleep(250); // more frequent probes would slow it down
    } catch (error) {
      if (error instanceof Error && error.name === "TimeoutError") probeMs = Math.min(2 * probeMs, 20_000);
    }
    await sleep(50);
  }
  throw new Error(`${name} is not well after ${patienceMs / 1000} s: ${last}`);
}

type State = { status: string; message?: string };
type WebHealth = State & {
  instance?: string;
  engine?: State;
  storage?: State;
  media?: State;
  services?: Record<string, State>;
};

/** Another app may answer on the port, while our web process is about to fail because of it. */
const isOurs = ({ settings }: Plan, { instance }: WebHealth) => instance === instanceId(settings.SECRET);

/** Waits for our own engine. An unreachable Inngest, or a service without a setting, is only a warning. */
function isUsable(plan: Plan, health: WebHealth, warn: (text: string) => void): boolean {
  if (!isOurs(plan, health)) return false;
  if (health.status === "ok") return true;
  if (plan.processes.includes("engine") && health.engine?.status !== "ok") return false;
  const parts = { storage: health.storage, engine: health.engine, media: health.media, ...health.services };
  for (const [part, state] of Object.entries(parts)) {
    if (state && state.status !== "ok") warn(`${part}: ${state.message ?? state.status}`);
  }
  return true;
}
