import { appOf, sync, unavailable } from "./apps";
import { failRun, finish } from "./finish";
import { canonical, isObject, parseJson } from "./json";
import { signature } from "./keys";
import { MAX_FOREIGN, MAX_LOST, MAX_RESPONSE_BYTES } from "./limits";
import { checkSupported, type Op, OpError, openSteps, parseOps, storeResults } from "./ops";
import { discover, LimitError } from "./progress";
import { retryAfterMs, unreachedBackoff } from "./retry";
import { type Call, callBody, type Run } from "./run";
import type { Engine } from "./state";
import { after } from "./timer";
import type { Answer } from "./transport";
import { ulid } from "./ulid";

type Sdk = Extract<Answer, { kind: "answered" }>;

/** Queues the call again after `delayMs`, unless its run has ended by then. */
function again(engine: Engine, call: Call, delayMs: number) {
  const { run } = call;
  call.started = false;
  const stop = after(delayMs, () => {
    run.stops.delete(stop);
    engine.queue.add(call);
  });
  run.stops.add(stop);
}

/** The app is unreachable, or something in front of it answered: nothing ran, so this uses no attempt. */
function wait(engine: Engine, call: Call, foreign?: string) {
  const fn = engine.functions.get(call.run.fn);
  if (!fn) return again(engine, call, 0);
  const app = appOf(engine, fn);
  call.started = false;
  if (foreign === undefined) {
    // All calls wait for one probe of the app.
    const { stops } = call.run;
    const goOn = () => {
      stops.delete(stop);
      engine.queue.add(call);
    };
    const stop = () => app.onBack.delete(goOn);
    app.onBack.add(goOn);
    stops.add(stop);
  } else if (call.unreached < MAX_FOREIGN) again(engine, call, unreachedBackoff(call.unreached++));
  else return failRun(engine, call.run, new OpError("NotSdk", `The app does not answer as an Inngest app: ${foreign}`));
  unavailable(engine, app, foreign);
}

/**
 * The connection broke after the request was sent, so the step may have run. Functions with `retries: 0` (at most once)
 * fail. Others get the call again, up to MAX_LOST times: restarts of the app must not use the step's own attempts, and
 * a step that always kills the app must still end.
 */
function lost(engine: Engine, call: Call, why: string, maxAttempts: number) {
  call.lost++;
  if (maxAttempts === 1 || call.lost > MAX_LOST) {
    return failRun(engine, call.run, new OpError("ConnectionLost", `The app's answer was lost: ${why}`));
  }
  again(engine, call, unreachedBackoff(call.lost - 1));
}

/** The body or a step threw: retries after a back-off. Returns false when no attempts are left. */
function retry(engine: Engine, call: Call, answer: Sdk, maxAttempts: number): boolean {
  if (answer.header("x-inngest-no-retry") === "true" || call.attempt + 1 >= maxAttempts) return false;
  const delay = retryAfterMs(answer.header("retry-after")) ?? engine.backoff(call.attempt);
  call.attempt++;
  again(engine, call, delay);
  return true;
}

function bodyThrew(engine: Engine, call: Call, answer: Sdk, maxAttempts: number) {
  const reply = parseJson(answer.body);
  const message = isObject(reply) ? (reply.message ?? reply.error) : undefined;
  if (isObject(reply) && reply.type === "internal" && /^Function ".*" was not found/.test(String(message))) {
    const fn = engine.functions.get(call.run.fn);
    again(engine, call, unreachedBackoff(call.unreached++));
    if (fn) void sync(engine, appOf(engine, fn));
    return;
  }
  if (retry(engine, call, answer, maxAttempts)) return;
  const known = isObject(reply) && typeof reply.message === "string";
  const error = known ? reply : { name: "Error", message: String(message ?? `the app answered ${answer.status}`) };
  finish(engine, call.run, { status: "Failed", error });
}

/** Applies what the response reports, in the only safe order: results, then listeners, then new steps. */
function stepsReported(engine: Engine, call: Call, ops: Op[], answer: Sdk, maxAttempts: number) {
  const { run } = call;
  for (const op of ops) checkSupported(op);
  let goOn = storeResults(run, ops);
  const failed = ops.find(({ op }) => op === "StepError");
  if (failed && retry(engine, call, answer, maxAttempts)) return;
  if (failed) goOn = storeResults(run, [{ ...failed, op: "StepFailed" }]) || goOn;
  const complete = ops.find(({ op }) => op === "RunComplete");
  if (complete) return finish(engine, run, { status: "Completed", output: canonical(complete.data) });
  if (run.discovery === call) {
    delete run.discovery;
    goOn ||= run.stale;
  }
  openSteps(engine, run, ops);
  if (goOn || run.open.size === 0) discover(engine, run);
}

/** Handles an answer of the SDK: steps, the function's result, or its error. */
function answered(engine: Engine, call: Call, answer: Sdk, maxAttempts: number) {
  const { run } = call;
  run.everyStep = answer.header("x-inngest-req-version") === "1";
  if (answer.status === 201)
    throw new OpError("UnsupportedStreaming", "streaming is not supported by the embedded engine");
  if (answer.status === 206) {
    const ops = parseOps(parseJson(answer.body));
    if (!ops?.length) throw new OpError("InvalidResponse", "the app's answer is not a list of steps");
    return stepsReported(engine, call, ops, answer, maxAttempts);
  }
  if (answer.status !== 200) return bodyThrew(engine, call, answer, maxAttempts);
  const result = parseJson(answer.body);
  finish(engine, run, { status: "Completed", output: canonical(result === undefined ? answer.body : result) });
}

function settle(engine: Engine, call: Call, answer: Answer, maxAttempts: number) {
  if (answer.kind === "unreached") return wait(engine, call);
  if (answer.kind === "lost") return lost(engine, call, answer.why, maxAttempts);
  if (answer.kind === "oversized") {
    throw new LimitError("InngestErrStateOverflowed", `The app's answer exceeded ${MAX_RESPONSE_BYTES} bytes.`);
  }
  if (!answer.header("x-inngest-sdk")) {
    const hint = answer.status === 401 ? ": it has another signing key" : ", and it is not the SDK that answers";
    return wait(engine, call, `it answers ${answer.status}${hint}`);
  }
  answered(engine, call, answer, maxAttempts);
}

/** Sends a call and processes the app's answer. */
export async function execute(engine: Engine, call: Call) {
  const { run } = call;
  const fn = engine.functions.get(run.fn);
  if (!fn || run.ended) {
    failRun(engine, run, new OpError("FunctionRemoved", `the app does not serve the function "${run.fn}" any more`));
    return engine.queue.release(call);
  }
  call.started = true;
  if (run.discovery === call) run.stale = false;
  const ref = ulid();
  run.inFlight.set(ref, call);
  const body = callBody(call, ref, fn.maxAttempts);
  const answer = await engine.transport.send({
    method: "POST",
    origin: fn.origin,
    path: `${fn.path}&stepId=${call.step ?? "step"}`,
    signature: signature(engine.keys.signingKey, body),
    body,
  });
  run.inFlight.delete(ref);
  engine.queue.release(call);
  if (run.ended || engine.closing) return;
  try {
    settle(engine, call, answer, fn.maxAttempts);
  } catch (error) {
    failRun(engine, run, error);
  }
}

/**
 * Stores results that the SDK reports before its request ends. Returns false if that request is not the current one.
 */
export function checkpoint(engine: Engine, runId: string, ref: string, ops: Op[]): boolean {
  const run: Run | undefined = engine.runs.get(runId);
  const call = run?.inFlight.get(ref);
  if (!run || !call) return false;
  try {
    for (const op of ops) checkSupported(op);
    storeResults(run, ops);
  } catch (error) {
    failRun(engine, run, error);
    return false;
  }
  // One request runs many steps, and each has all its attempts.
  call.attempt = 0;
  call.lost = 0;
  return true;
}
