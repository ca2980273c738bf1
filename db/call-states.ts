import type { StepStatus } from "@/lib/schemas/job";

/**
 * The state machine of a call: each move with the states it may leave and the state it reaches. A move is one conditional
 * UPDATE, so it changes nothing when another process was first. `docs/architecture.md` describes the states.
 */

export const endedCall: StepStatus[] = ["succeeded", "cached", "failed", "cancelled", "skipped"];
/** States in which the service may hold work of a call. */
export const heldByService: StepStatus[] = ["submitting", "unconfirmed", "waiting"];
/** States of a call that has not ended. */
export const openStates: StepStatus[] = ["pending", "retrying", ...heldByService, "storing"];

/** What else must be true. `wanted`: the job has not ended. `of the attempt`: no later attempt has begun. */
export type MoveCondition = "wanted" | "of the attempt";

export type Move = { from: StepStatus[]; to: StepStatus; only?: MoveCondition[] };

/**
 * States that a new row may have: not submitted, about to be submitted, reused result, earlier answer to store, result
 * given by hand (`failed` if its files are gone), or cancelled because the job has ended.
 */
export const firstStates = [
  "pending",
  "submitting",
  "cached",
  "storing",
  "succeeded",
  "failed",
  "cancelled",
] as const satisfies StepStatus[];

export const moves = {
  /** The request is about to be sent. */
  submit: { from: ["pending", "retrying"], to: "submitting", only: ["wanted"] },
  /** The same attempt goes to the next base URL, or starts over if that costs nothing. */
  resubmit: { from: ["submitting"], to: "submitting", only: ["wanted", "of the attempt"] },
  /** It cannot be submitted: no URL configured, no budget left, or an input that the service cannot get. */
  block: { from: ["pending", "retrying"], to: "failed" },
  /** The service accepted the request. From `retrying`: the receipt of the previous submit came after a `reopen`. */
  accept: { from: ["submitting", "unconfirmed", "retrying"], to: "waiting", only: ["of the attempt"] },
  /** The service refused the request for now; `nextAttemptAt` is set. */
  refuse: { from: ["submitting"], to: "retrying", only: ["of the attempt"] },
  /** The service refused the request, and it is not submitted again. */
  reject: { from: ["submitting", "unconfirmed"], to: "failed", only: ["of the attempt"] },
  /** Unknown whether the service accepted the request. */
  doubt: { from: ["submitting", "unconfirmed"], to: "unconfirmed", only: ["of the attempt"] },
  /** The service reported on work that it has. */
  hear: { from: heldByService, to: "waiting" },
  /** The work is lost and costs nothing to submit again. */
  restart: { from: ["waiting"], to: "retrying", only: ["of the attempt"] },
  /** The service no longer knows work that it may have charged for. */
  lose: { from: ["waiting"], to: "failed", only: ["of the attempt"] },
  /** A restarted work process lost the result of local work, which runs again (`discardLostResult`). */
  remake: { from: ["storing"], to: "retrying", only: ["of the attempt"] },
  /** A provider failed work that it had accepted; the next provider gets the request (`moveToNextEntry`). */
  moveOn: { from: heldByService, to: "retrying", only: ["of the attempt"] },
  /** A person gave the service's id of the work, which confirms that the service accepted it. */
  adopt: { from: ["unconfirmed"], to: "waiting" },
  /** A person requested another submit (`reopenCall`). */
  reopen: { from: ["unconfirmed", "waiting"], to: "retrying", only: ["of the attempt"] },
  /** The answer has arrived; its files are being fetched. An answer to an earlier submit may arrive in any open state. */
  store: { from: openStates, to: "storing" },
  /** The files are in our storage. */
  keep: { from: ["storing"], to: "succeeded" },
  /** The answer has arrived and names no files. */
  succeed: { from: openStates, to: "succeeded" },
  /** The recovered result of an earlier try is gone; the call itself was never submitted (`discardRecovered`). */
  discard: { from: ["storing"], to: "pending" },
  /** The service failed or timed out, or its result cannot be used. */
  fail: { from: openStates, to: "failed" },
  /** The job ended first (`endOpenCalls`). */
  cancel: { from: openStates, to: "cancelled" },
  /** The files of a finished call were deleted, so it runs again (`setAsideLostCalls`). */
  setAside: { from: ["succeeded", "cached"], to: "skipped" },
} as const satisfies Record<string, Move>;

export type CallMove = keyof typeof moves;
