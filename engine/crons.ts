import { Cron } from "croner";
import type { Fn } from "./functions";

type Timetable = Map<string, { job: Cron; fn: Fn }>;

export type Crons = {
  /** Sets the functions of an app. Unchanged cron jobs keep running, so that no tick is missed or doubled. */
  set: (app: string, functions: Fn[]) => void;
  stop: () => void;
};

export function createCrons(tick: (fn: Fn, pattern: string) => void): Crons {
  const apps = new Map<string, Timetable>();

  function schedule(entry: { fn: Fn }, pattern: string, zone: string | undefined): Cron {
    return new Cron(pattern, { unref: true, ...(zone ? { timezone: zone } : {}) }, () => tick(entry.fn, pattern));
  }

  return {
    set(app, functions) {
      const old: Timetable = apps.get(app) ?? new Map();
      const next: Timetable = new Map();
      for (const fn of functions) {
        for (const { pattern, zone } of fn.crons) {
          const key = JSON.stringify([fn.id, pattern, zone]);
          const kept = old.get(key);
          if (kept) kept.fn = fn;
          const entry = { fn };
          next.set(key, kept ?? Object.assign(entry, { job: schedule(entry, pattern, zone) }));
          old.delete(key);
        }
      }
      for (const { job } of old.values()) job.stop();
      apps.set(app, next);
    },
    stop() {
      for (const timetable of apps.values()) for (const { job } of timetable.values()) job.stop();
      apps.clear();
    },
  };
}
