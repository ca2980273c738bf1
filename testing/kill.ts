import { setTimeout as sleep } from "node:timers/promises";
import type { TestApp } from "./app";

type Killed = "web" | "engine";

/**
 * Kills a process, and waits until it is back. Meanwhile the services are stopped: they send each webhook once, and on a
 * busy machine a process needs longer to start than any pause that a test could choose.
 */
export async function killAndWait({ app }: { app: Pick<TestApp["app"], "url" | "pids"> }, name: Killed): Promise<void> {
  const [sandbox, killed] = [app.pids.sandbox ?? 0, app.pids[name] ?? 0];
  process.kill(sandbox, "SIGSTOP");
  try {
    await isWell(app.url, name); // what was sent before has arrived
    process.kill(killed, "SIGKILL");
    while (app.pids[name] === killed || !(await isWell(app.url, name))) await sleep(100);
  } finally {
    process.kill(sandbox, "SIGCONT");
  }
}

async function isWell(url: string, name: Killed): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(10_000) });
    const health = (await response.json()) as { engine: { status: string } };
    return response.ok && (name === "web" || health.engine.status === "ok");
  } catch {
    return false;
  }
}
