import { setTimeout as sleep } from "node:timers/promises";
import type { ProcessName } from "@/cli/supervisor/supervisor";
import type { TestApp } from "@/testing/app";
import type { Chance } from "./random";

export type Kill = { name: ProcessName; at: number };

const victims: ProcessName[] = ["web", "engine", "work", "sandbox"];

/** Kills the processes of a house, and notices those that die without having been killed. */
export function openKiller({ app }: TestApp, chance: Chance) {
  const seen = new Map<ProcessName, number | undefined>(victims.map((name) => [name, app.pids[name]]));
  const killed = new Set<number>();
  const kills: Record<ProcessName, number> = { web: 0, engine: 0, work: 0, sandbox: 0 };
  const list: Kill[] = [];
  let diedAlone = 0;
  const look = () => {
    for (const [name, before] of seen) {
      const pid = app.pids[name];
      if (pid === before) continue;
      if (before !== undefined && !killed.has(before)) diedAlone++;
      seen.set(name, pid);
    }
  };
  const watch = setInterval(look, 50);

  const turns: ProcessName[] = [];
  const turnOf = (name: ProcessName) => (turns.includes(name) ? turns.indexOf(name) : turns.length);
  /**
   * In turns of chance, so that a short run as well kills each of them. A process that was killed keeps its id until the
   * supervisor has started the next one: it is no victim meanwhile.
   */
  const nextVictim = () => {
    const alive = victims.flatMap((name) => {
      const pid = app.pids[name];
      return pid === undefined || killed.has(pid) ? [] : [{ name, pid }];
    });
    if (alive.length === 0) return null;
    if (!alive.some(({ name }) => turns.includes(name))) turns.push(...chance.shuffled(victims));
    const [victim = null] = alive.sort((a, b) => turnOf(a.name) - turnOf(b.name));
    if (victim) turns.splice(turns.indexOf(victim.name), 1);
    return victim;
  };
  const kill = (): void => {
    const victim = nextVictim();
    if (!victim) return;
    look();
    try {
      process.kill(victim.pid, "SIGKILL");
    } catch {
      return; // ESRCH: it died by itself just now, which `look` will count
    }
    killed.add(victim.pid);
    kills[victim.name]++;
    list.push({ name: victim.name, at: Date.now() });
  };

  return {
    kills,
    list: (): readonly Kill[] => list,
    diedAlone: () => diedAlone,
    /** SIGKILL of one of them every 4 to 9 s, until the time is over; resolves with the moment of the last one. */
    async killFor(seconds: number, signal: AbortSignal): Promise<number> {
      const until = Date.now() + seconds * 1000;
      let last = Date.now();
      for (;;) {
        const pause = chance.between(4_000, 9_000);
        if (Date.now() + pause > until) return last;
        await sleep(pause, undefined, { signal });
        kill();
        last = Date.now();
      }
    },
    close: () => clearInterval(watch),
  };
}

export type Killer = ReturnType<typeof openKiller>;
