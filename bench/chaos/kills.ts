import { setTimeout as sleep } from "node:timers/promises";
import type { ProcessName } from "@/cli/supervisor/supervisor";
import type { TestApp } from "@/testing/app";
import type { Chance } from "./random";

export type Kill = { name: ProcessName; at: number };

const victims: ProcessName[] = ["web", "engine", "work", "sandbox"];

/** Kills the processes of an app, and notices those that die for another reason. */
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
   * Goes through the processes in a random order, so that even a short run kills each of them. A killed process keeps
   * its id until the supervisor has replaced it; until then it is skipped.
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
      return; // ESRCH: it has just died for another reason, which `look` counts
    }
    killed.add(victim.pid);
    kills[victim.name]++;
    list.push({ name: victim.name, at: Date.now() });
  };

  return {
    kills,
    list: (): readonly Kill[] => list,
    diedAlone: () => diedAlone,
    /** Sends SIGKILL to one process every 4 to 9 s until the time is over; resolves with the time of the last kill. */
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
