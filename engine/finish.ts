import { INTERNAL, lifecycleEvent } from "./event";
import { at, canonical } from "./json";
import type { Run, Status } from "./run";
import type { Engine } from "./state";

export type RunError = { name: string; message: string; stack?: string };

export type Ending =
  | { status: "Completed"; output: string }
  | { status: "Failed"; error: unknown }
  | { status: "Cancelled" };

const EVENT_OF: Record<Status, string | undefined> = {
  Running: undefined,
  Completed: undefined,
  Failed: INTERNAL.failed,
  Cancelled: INTERNAL.cancelled,
};

const runError = (error: unknown): RunError =>
  error instanceof Error ? { name: error.name, message: error.message } : { name: "Error", message: String(error) };

/** The data of Inngest's events about the end of a run. */
function endData(run: Run, ending: Ending) {
  const correlation = at(run.event.value, ["data", "_inngest", "correlation_id"]);
  return {
    function_id: run.fn,
    run_id: run.id,
    event: run.event.value,
    events: [run.event.value],
    ...(ending.status === "Failed" ? { error: ending.error } : {}),
    ...(ending.status === "Completed" ? { result: JSON.parse(ending.output) as unknown } : {}),
    ...(correlation === undefined ? {} : { correlation_id: correlation }),
    _inngest: { status: ending.status },
  };
}

/** A cancelled child's invocation returns the cancellation event as its result, as in Inngest. */
function invokerMemo(run: Run, ending: Ending, output: string | undefined): string {
  if (ending.status === "Failed") return `{"error":${output}}`;
  return `{"data":${output ?? lifecycleEvent(INTERNAL.finished, endData(run, ending), undefined).json}}`;
}

function sendEndEvents(engine: Engine, run: Run, ending: Ending) {
  // The end of a run that handles another run's end sends no events: that could loop forever.
  if (run.event.name === INTERNAL.failed || run.event.name === INTERNAL.finished) return;
  const special = EVENT_OF[ending.status];
  for (const name of special ? [INTERNAL.finished, special] : [INTERNAL.finished]) {
    if (!engine.triggers.has(name) && !engine.listeners.has(name)) continue;
    engine.deliver(lifecycleEvent(name, endData(run, ending), name === special ? run.id : undefined));
  }
}

/** Ends a run, once: drops its state, passes the result to the run that invoked it, and sends its end events. */
export function finish(engine: Engine, run: Run, ending: Ending) {
  if (run.ended) return;
  // Whatever may fail on unusual output comes before the first change.
  const output = ending.status === "Failed" ? canonical(ending.error) : "output" in ending ? ending.output : undefined;
  const memo = run.onEnd && invokerMemo(run, ending, output);
  run.ended = true;
  for (const { close } of run.open.values()) close?.();
  for (const stop of run.stops) stop();
  run.open.clear();
  run.stops.clear();
  run.memos.clear();
  run.inFlight.clear();
  delete run.discovery;
  engine.runs.delete(run.id);
  engine.records.ended(run, ending.status, output);
  if (ending.status === "Failed") {
    // The error's name only: its message may quote the event.
    engine.log("function failed", { function: run.fn, run: run.id, error: String(at(ending.error, ["name"])) });
  }
  if (memo !== undefined && !engine.faults?.takes("ends")) run.onEnd?.(memo);
  sendEndEvents(engine, run, ending);
}

export function failRun(engine: Engine, run: Run, error: unknown) {
  finish(engine, run, { status: "Failed", error: runError(error) });
}
