import type { StepStatus } from "@/lib/schemas/job";

/**
 * The life of a call in one table: each move, the states that it leaves and the one that it reaches. A move is one
 * conditional UPDATE: it changes nothing when somebody else was first. `docs/architecture.md` says what each state means.
 */

export const endedCall: StepStatus[] = ["succeeded", "cached", "failed", "cancelled", "skipped"];
/** The service may hold work of a call in these states. */
export const heldByService: StepStatus[] = ["submitting", "unconfirmed", "waiting"];
/** The states of a call that has not ended. */
export const openStates: StepStatus[] = ["pending", "retrying", ...heldByService, "storing"];

/** What must be true besides the state. `wanted`: the job still wants its calls. `of the attempt`: no later one has begun. */
export type MoveCondition = "wanted" | "of the attempt";

export type Move = { from: StepStatus[]; to: StepStatus; only?: MoveCondition[] };

/**
/**
 * The states in which a row may begin: with nothing done, with its first request about to leave, with an earlier result, with
 * an earlier answer to fetch, with a result by hand, whose files may be gone, or cancelled because its job has ended.
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
  /** A request is about to leave. */
  submit: { from: ["pending", "retrying"], to: "submitting", only: ["wanted"] },
  /** The same attempt goes to the next address, or begins again where that costs nothing. */
  resubmit: { from: ["submitting"], to: "submitting", only: ["wanted", "of the attempt"] },
  /** It cannot be submitted: no address, no budget, or an input that cannot be handed over. */
  block: { from: ["pending", "retrying"], to: "failed" },
  /** The service has the work. After a `reopen` as well: then it is known where the work of the submit before is. */
  accept: { from: ["submitting", "unconfirmed", "retrying"], to: "waiting", only: ["of the attempt"] },
  /** The service did not take it now; the next attempt has a time. */
  refuse: { from: ["submitting"], to: "retrying", only: ["of the attempt"] },
  /** The service did not take it, and is not asked again. */
  reject: { from: ["submitting", "unconfirmed"], to: "failed", only: ["of the attempt"] },
  /** Nobody knows whether the service took it. */
  doubt: { from: ["submitting", "unconfirmed"], to: "unconfirmed", only: ["of the attempt"] },
  /** The service says something of work that it has. */
  hear: { from: heldByService, to: "waiting" },
  /** The work is lost, and costs nothing to begin again. */
  restart: { from: ["waiting"], to: "retrying", only: ["of the attempt"] },
  /** The service no longer knows work that it may have charged for. */
  lose: { from: ["waiting"], to: "failed", only: ["of the attempt"] },
  /** The result of local work is gone with its work process, and is made again (`discardLostResult`). */
  remake: { from: ["storing"], to: "retrying", only: ["of the attempt"] },
  /** A provider failed work that it had accepted, and the next one is asked (`moveToNextEntry`). */
  moveOn: { from: heldByService, to: "retrying", only: ["of the attempt"] },
  /** A person names the work that the service did take. */
  adopt: { from: ["unconfirmed"], to: "waiting" },
  /** A person has it submitted once more (`reopenCall`). */
  reopen: { from: ["unconfirmed", "waiting"], to: "retrying", only: ["of the attempt"] },
  /** The answer is there, and its files are being fetched. An answer to an earlier submit may come at any time. */
  store: { from: openStates, to: "storing" },
  /** The files are in our storage. */
  keep: { from: ["storing"], to: "succeeded" },
  /** The answer is there, and names no files. */
  succeed: { from: openStates, to: "succeeded" },
  /** What an earlier try had made is gone: the call, never submitted itself, begins with nothing (`discardRecovered`). */
  discard: { from: ["storing"], to: "pending" },
  /** The service failed, its time is up, or its result cannot be used. */
  fail: { from: openStates, to: "failed" },
  /** The job ended first (`endOpenCalls`). */
  cancel: { from: openStates, to: "cancelled" },
  /** The files of a finished call were removed, and it is made once more (`setAsideLostCalls`). */
  setAside: { from: ["succeeded", "cached"], to: "skipped" },
} as const satisfies Record<string, Move>;

export type CallMove = keyof typeof moves;
