import { failRun } from "./finish";
import { MAX_STATE_BYTES, MAX_STEP_BYTES, MAX_STEPS } from "./limits";
import { newCall, type Run } from "./run";
import type { Engine } from "./state";

/** A run exceeded a limit; the name is Inngest's. */
export class LimitError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/**
 * Stores a step's result (`{"data":…}` or `{"error":…}`). Returns false if the step has a result already, which is
 * kept.
 */
export function memoise(run: Run, step: string, memo: string): boolean {
  if (run.memos.has(step)) return false;
  const bytes = Buffer.byteLength(memo);
  if (bytes > MAX_STEP_BYTES) {
    throw new LimitError("InngestErrStateOverflowed", `The output of a step exceeded ${MAX_STEP_BYTES} bytes.`);
  }
  if (run.stateBytes + bytes > MAX_STATE_BYTES) {
    const message = `The function run exceeded the state size limit of ${MAX_STATE_BYTES} bytes.`;
    throw new LimitError("InngestErrStateOverflowed", message);
  }
  checkSteps(run, run.open.has(step) ? 0 : 1);
  run.stateBytes += bytes;
  run.memos.set(step, memo);
  run.open.get(step)?.close?.();
  run.open.delete(step);
  return true;
}

export function checkSteps(run: Run, more: number) {
  if (run.memos.size + run.open.size + more <= MAX_STEPS) return;
  const message = `The function run exceeded the step limit of ${MAX_STEPS} steps.`;
  throw new LimitError("InngestErrFunctionOverflowed", message);
}

/** Calls the body again. A queued discovery will see the new result; a running one has not. */
export function discover(engine: Engine, run: Run) {
  if (run.ended) return;
  if (run.discovery) {
    run.stale ||= run.discovery.started;
    return;
  }
  run.discovery = newCall(run);
  engine.queue.add(run.discovery);
}

/** An open step has its result: calls the body at once in race mode, otherwise when no step is open. */
export function resume(engine: Engine, run: Run, step: string, memo: string) {
  const race = run.open.get(step)?.race ?? false;
  if (run.ended) return;
  try {
    if (!memoise(run, step, memo)) return;
  } catch (error) {
    // Only this run exceeded its limits: the event's sender or the invoking run must not fail.
    return failRun(engine, run, error);
  }
  if (race || run.everyStep || run.open.size === 0) discover(engine, run);
}
