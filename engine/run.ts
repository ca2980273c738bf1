import type { Event } from "./event";
import { MAX_CALL_BODY_BYTES } from "./limits";

export type Status = "Running" | "Completed" | "Failed" | "Cancelled";

/** Inngest's names for what continues a run: a request to the app, a sleep, or a wait for an event or another run. */
export type QueueKind = "start" | "edge" | "sleep" | "pause";

/** A reported step without a result: planned, waiting, sleeping or invoking. */
export type OpenStep = {
  kind: QueueKind;
  /** When its timer fires, in milliseconds since 1970. */
  at: number;
  /** In race mode the body is called as soon as this step ends; otherwise when no step is open. */
  race: boolean;
  /** Stops its timer and its listener. */
  close?: () => void;
};

export type Run = {
  readonly id: string;
  readonly fn: string;
  readonly event: Event;
  readonly startedAt: number;
  readonly cron?: string;
  /** Results by step in order of arrival, as canonical JSON in the SDK's format. */
  readonly memos: Map<string, string>;
  readonly open: Map<string, OpenStep>;
  /** Running requests to the app, by their reference. */
  readonly inFlight: Map<string, Call>;
  /** Cleanups for the end of the run: cancel listeners, retry timers. */
  readonly stops: Set<() => void>;
  /** Concurrency slots that each of the run's calls needs. */
  readonly slots: readonly { key: string; limit: number }[];
  /** A lower rank is served first. */
  readonly rank: number;
  /** The call that asks the body what comes next; at most one at a time. */
  discovery?: Call;
  /** A step ended during a discovery, which has not seen the result. */
  stale: boolean;
  /** With `optimizeParallelism: false` the SDK must be called after every step. */
  everyStep: boolean;
  stateBytes: number;
  ended: boolean;
  /** Receives the result for the run that invoked this one. */
  readonly onEnd?: (memo: string) => void;
};

/** One request to the app, with its retries: for a planned step, or for what the body does next. */
export type Call = {
  readonly run: Run;
  /** The planned step to run. */
  readonly step?: string;
  attempt: number;
  /** How often it was sent without an answer. */
  lost: number;
  /** How often it could not be sent. */
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

/** The results as one JSON object; also the answer when the SDK fetches them. */
export const stepsJson = (run: Run): string =>
  `{${[...run.memos.keys()]
    .sort()
    .map((id) => `${JSON.stringify(id)}:${run.memos.get(id)}`)
    .join(",")}}`;

/** The body of a call request in canonical form: members are concatenated in alphabetical order. */
export function callBody(call: Call, ref: string, maxAttempts: number): string {
  const { run } = call;
  const remote = run.stateBytes > MAX_CALL_BODY_BYTES;
  // The body may run (and checkpoint) steps in this request only when nothing else is open: otherwise a sibling's end
  // would cause a second request that runs the same step again.
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
