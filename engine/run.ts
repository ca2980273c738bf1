import type { Event } from "./event";
import { MAX_CALL_BODY_BYTES } from "./limits";

export type Status = "Running" | "Completed" | "Failed" | "Cancelled";

/** What Inngest's queue calls the thing that will move a run on: a request to the app, a sleep, or a wait for somebody else. */
export type QueueKind = "start" | "edge" | "sleep" | "pause";

/** A step that has been reported and has no result yet: planned, waiting, sleeping or invoking. */
export type OpenStep = {
  kind: QueueKind;
  /** When it moves by itself, in milliseconds since 1970. */
  at: number;
  /** Race: the body is called again as soon as this one ends. Otherwise only once nothing is open any more. */
  race: boolean;
  /** Stops its timer and its listening. */
  close?: () => void;
};

export type Run = {
  readonly id: string;
  readonly fn: string;
  readonly event: Event;
  readonly startedAt: number;
  readonly cron?: string;
  /** Results by step, as canonical JSON of what the SDK is sent; in the order in which they came. */
  readonly memos: Map<string, string>;
  readonly open: Map<string, OpenStep>;
  /** Requests to the app under way, by their reference. */
  readonly inFlight: Map<string, Call>;
  /** What to stop when the run ends: cancel listeners, retry timers. */
  readonly stops: Set<() => void>;
  /** Concurrency slots that each of its calls takes. */
  readonly slots: readonly { key: string; limit: number }[];
  /** Lower goes first. */
  readonly rank: number;
  /** The call that finds out what comes next: at most one at a time. */
  discovery?: Call;
  /** Something ended while a discovery was under way: it has not seen it. */
  stale: boolean;
  /** With `optimizeParallelism: false` the SDK wants to be called after every step. */
  everyStep: boolean;
  stateBytes: number;
  ended: boolean;
  /** Who invoked it, and hears of its end. */
  readonly onEnd?: (memo: string) => void;
};

/** One request to the app, with its retries: for a planned step, or for whatever the body does next. */
export type Call = {
  readonly run: Run;
  /** The planned step to run. */
  readonly step?: string;
  attempt: number;
  /** Sent, and no answer came. */
  lost: number;
  /** Could not even be sent. */
  unreached: number;
  started: boolean;
};

export const newCall = (run: Run, step?: string): Call => ({
  run,
  ...(step === undefined ? {} : { step }),
  attempt: 0,
  lost: 0,
  unreached: 0,
  started: false,
});

/** The results as one JSON object; also the answer to the SDK's request for them. */
export const stepsJson = (run: Run): string =>
  `{${[...run.memos.keys()]
    .sort()
    .map((id) => `${JSON.stringify(id)}:${run.memos.get(id)}`)
    .join(",")}}`;

/** The body of a call request, in canonical form: its members are spliced in alphabetical order. */
export function callBody(call: Call, ref: string, maxAttempts: number): string {
  const { run } = call;
  const remote = run.stateBytes > MAX_CALL_BODY_BYTES;
  // Only when nothing else of the run is open may the body run a step within this request (and checkpoint it):
  // a sibling's end would bring a second request, which would run the same step again.
  const alone = call.step === undefined && run.open.size === 0;
  const stack = [...run.memos.keys()];
  const ctx = [
    `"attempt":${call.attempt}`,
    `"disable_immediate_execution":${!alone}`,
    `"fn_id":${JSON.stringify(run.fn)}`,
    `"max_attempts":${maxAttempts}`,
    `"qi_id":${JSON.stringify(ref)}`,
    `"run_id":${JSON.stringify(run.id)}`,
    `"stack":{"current":${Math.max(stack.length - 1, 0)},"stack":${JSON.stringify(stack)}}`,
    `"step_id":${JSON.stringify(call.step ?? "step")}`,
    `"use_api":${remote}`,
  ];
  const members = [
    `"ctx":{${ctx.join(",")}}`,
    `"event":${run.event.json}`,
    `"events":[${remote ? "" : run.event.json}]`,
    `"steps":${remote ? "{}" : stepsJson(run)}`,
    `"version":-1`,
  ];
  return `{${members.join(",")}}`;
}
