import type { Event } from "./event";
import type { Fn } from "./functions";
import { DEDUPE_MS, MAX_SEEN } from "./limits";
import { startRun } from "./start";
import type { Engine } from "./state";

/** Whether this event has started this function before. Ids are in order of arrival, so expired ones come first. */
function startedBefore(engine: Engine, fn: Fn, event: Event, now = Date.now()): boolean {
  for (const [key, until] of engine.seen) {
    if (until > now && engine.seen.size < MAX_SEEN) break;
    engine.seen.delete(key);
  }
  const key = JSON.stringify([fn.id, event.id]);
  if (engine.seen.has(key)) return true;
  engine.seen.set(key, now + DEDUPE_MS);
  return false;
}

/**
 * Delivers an event to waiting runs and cancellations first, then starts the functions it triggers: so an event never
 * cancels the run it starts. A duplicate starts nothing, but still reaches waiting runs.
 */
export function deliver(engine: Engine, event: Event) {
  for (const listener of engine.listeners.matching(event)) listener.hear(event);
  for (const { fn, condition } of engine.triggers.get(event.name) ?? []) {
    if (condition && !condition.holds(event.value)) continue;
    if (!startedBefore(engine, fn, event)) startRun(engine, fn, event);
  }
}
