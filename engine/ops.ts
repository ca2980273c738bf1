import { momentOf } from "./duration";
import { INTERNAL, internalEvent } from "./event";
import { compileMatch } from "./expression";
import { asString, canonical, isObject } from "./json";
import { checkSteps, memoise, resume } from "./progress";
import { newCall, type OpenStep, type QueueKind, type Run } from "./run";
import { startRun } from "./start";
import type { Engine } from "./state";
import { atMoment } from "./timer";

/** An operation reported by the SDK; unparsed, fields are read where needed. */
export type Op = {
  id: string;
  op: string;
  name?: string;
  opts: Record<string, unknown>;
  data?: unknown;
  error?: unknown;
};

const MAX_WAIT_MS = 366 * 24 * 60 * 60 * 1000;
/** How long an invocation without a time-out waits. */
const INVOKE_MS = 365 * 24 * 60 * 60 * 1000;

/** An operation that cannot be executed: fails the run without retries. */
export class OpError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

export function parseOps(reply: unknown): Op[] | undefined {
  const list = Array.isArray(reply) ? reply : [reply];
  const ops: Op[] = [];
  for (const item of list) {
    if (!isObject(item) || typeof item.id !== "string" || typeof item.op !== "string") return undefined;
    const name = asString(item.name);
    const opts = isObject(item.opts) ? item.opts : {};
    ops.push({ id: item.id, op: item.op, opts, data: item.data, error: item.error, ...(name ? { name } : {}) });
  }
  return ops;
}

/** The order matters: listeners must exist before any step starts that could send their event. */
const ORDER = ["WaitForEvent", "Sleep", "InvokeFunction", "StepPlanned"];

const KIND: Record<string, QueueKind> = { WaitForEvent: "pause", InvokeFunction: "pause", Sleep: "sleep" };

const UNSUPPORTED: Record<string, string> = {
  AIGateway: "step.ai.infer",
  Gateway: "step.fetch",
  WaitForSignal: "step.waitForSignal",
  DeferAdd: "defer",
  DeferAbort: "defer",
};
const UNSUPPORTED_TYPES = new Set(["step.sendSignal", "step.realtime.publish"]);

const KNOWN = new Set(["StepRun", "Step", "StepError", "StepFailed", "RunComplete", "DiscoveryRequest"]);

/** An unsupported step must fail the run: a retry would not help, and skipping it would be wrong. */
export function checkSupported({ op, opts }: Op) {
  const type = asString(opts.type);
  const feature = UNSUPPORTED[op] ?? (type && UNSUPPORTED_TYPES.has(type) ? type : undefined);
  if (feature ?? !(KNOWN.has(op) || ORDER.includes(op))) {
    throw new OpError("UnsupportedStep", `${feature ?? `the step type ${op}`} is not supported by the embedded engine`);
  }
}

export const memoOfData = (data: unknown): string => `{"data":${canonical(data)}}`;
export const memoOfError = (error: unknown): string => `{"error":${canonical(error)}}`;

/** When a wait times out, capped at Inngest's maximum. */
function deadline(text: string | undefined): number {
  const moment = momentOf(text ?? "");
  if (moment === undefined) throw new OpError("InvalidTimeout", `"${text}" is neither a duration nor a date`);
  return Math.min(moment, Date.now() + MAX_WAIT_MS);
}

function openWait(engine: Engine, run: Run, op: Op, step: OpenStep) {
  const name = asString(op.opts.event) ?? op.name ?? "";
  const source = asString(op.opts.if);
  const moment = deadline(asString(op.opts.timeout));
  const condition = source ? compileMatch(source) : undefined;
  step.at = moment;
  if (engine.faults?.takes("waits")) return;
  const deaf = engine.listeners.add(name, {
    ...(condition ? { condition } : {}),
    own: run.event.value,
    hear: (event) => resume(engine, run, op.id, `{"data":${event.json}}`),
  });
  const cancel = atMoment(moment, () => resume(engine, run, op.id, memoOfData(null)));
  step.close = () => {
    deaf();
    cancel();
  };
}

function openSleep(engine: Engine, run: Run, op: Op, step: OpenStep) {
  step.at = deadline(asString(op.opts.duration) ?? op.name);
  step.close = atMoment(step.at, () => resume(engine, run, op.id, memoOfData(null)));
}

function openInvoke(engine: Engine, run: Run, op: Op, step: OpenStep) {
  const id = asString(op.opts.function_id) ?? "";
  const fn = engine.functions.get(id);
  const end = (memo: string) => resume(engine, run, op.id, memo);
  if (!fn) return end(memoOfError({ name: "Error", message: `could not find function with ID: ${id}` }));
  const timeout = asString(op.opts.timeout);
  const error = { name: "InngestInvokeTimeoutError", message: "Timed out waiting for invoked function to complete" };
  step.at = timeout ? deadline(timeout) : Date.now() + INVOKE_MS;
  step.close = atMoment(step.at, () => end(memoOfError(error)));
  const payload = isObject(op.opts.payload) ? op.opts.payload : {};
  const data = isObject(payload.data) ? payload.data : {};
  const correlation = { correlation_id: `${run.id}.${op.id}`, fn_id: id };
  const event = internalEvent(
    INTERNAL.invoked,
    { ...data, _inngest: correlation },
    { v: payload.v, meta: payload.meta },
  );
  startRun(engine, fn, event, { onEnd: end });
}

/**
 * Opens new steps. The SDK reports every open step on each call; known ones are recognised by id and left unchanged.
 */
export function openSteps(engine: Engine, run: Run, ops: Op[]): number {
  const fresh = ops.filter(({ id, op }) => ORDER.includes(op) && !run.open.has(id) && !run.memos.has(id));
  checkSteps(run, fresh.length);
  for (const { id, op, opts } of fresh) {
    run.open.set(id, { kind: KIND[op] ?? "edge", at: Date.now(), race: opts.parallelMode === "race" });
  }
  for (const kind of ORDER) {
    for (const op of fresh) {
      const step = run.open.get(op.id);
      if (op.op !== kind || !step || run.ended) continue;
      if (kind === "WaitForEvent") openWait(engine, run, op, step);
      else if (kind === "Sleep") openSleep(engine, run, op, step);
      else if (kind === "InvokeFunction") openInvoke(engine, run, op, step);
      else engine.queue.add(newCall(run, op.id));
    }
  }
  return fresh.length;
}

/** Stores the finished steps of a response; returns whether the body must be called again. */
export function storeResults(run: Run, ops: Op[]): boolean {
  let goOn = false;
  for (const { id, op, data, error } of ops) {
    const ended = op === "StepRun" || op === "Step" || op === "StepFailed";
    if (!ended) {
      goOn ||= op === "DiscoveryRequest";
      continue;
    }
    const race = run.open.get(id)?.race ?? false;
    const stored = memoise(run, id, op === "StepFailed" ? memoOfError(error) : memoOfData(data));
    goOn ||= stored && (race || run.everyStep);
  }
  return goOn;
}
