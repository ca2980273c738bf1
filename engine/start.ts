import type { Event } from "./event";
import { finish } from "./finish";
import type { Fn } from "./functions";
import { discover } from "./progress";
import type { Run } from "./run";
import type { Engine } from "./state";
import { after } from "./timer";
import { ulid } from "./ulid";

const MAX_PRIORITY_S = 600;

/** A run's position in every queue: its age, shifted by its priority of at most ten minutes. Older runs come first. */
function rankOf(fn: Fn, event: Event, startedAt: number): number {
  const priority = Number(fn.priority?.(event.value) ?? 0);
  if (Number.isNaN(priority)) return startedAt;
  return startedAt - 1000 * Math.min(Math.max(priority, -MAX_PRIORITY_S), MAX_PRIORITY_S);
}

/** Runs whose event lacks the key's field share one group. */
const slotsOf = (fn: Fn, event: Event): Run["slots"] =>
  fn.limits.map(({ limit, key, name }) => {
    const value = key?.(event.value);
    return { limit, key: `${name}${value === undefined ? "" : JSON.stringify(value)}` };
  });

export function startRun(
  engine: Engine,
  fn: Fn,
  event: Event,
  more: { cron?: string; onEnd?: Run["onEnd"] } = {},
): Run {
  const startedAt = Date.now();
  const run: Run = {
    id: ulid(startedAt),
    fn: fn.id,
    event,
    startedAt,
    ...(more.cron ? { cron: more.cron } : {}),
    ...(more.onEnd ? { onEnd: more.onEnd } : {}),
    memos: new Map(),
    open: new Map(),
    inFlight: new Map(),
    stops: new Set(),
    slots: slotsOf(fn, event),
    rank: rankOf(fn, event, startedAt),
    stale: false,
    everyStep: false,
    stateBytes: 0,
    ended: false,
  };
  engine.runs.set(run.id, run);
  engine.records.started(run);
  for (const { name, condition, timeoutMs } of fn.cancelOn) {
    const stop = engine.listeners.add(name, {
      ...(condition ? { condition } : {}),
      own: event.value,
      hear: () => finish(engine, run, { status: "Cancelled" }),
    });
    run.stops.add(stop);
    if (timeoutMs) run.stops.add(after(timeoutMs, stop));
  }
  discover(engine, run);
  return run;
}
