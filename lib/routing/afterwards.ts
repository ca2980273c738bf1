import type { RefusalKind } from "../define-provider";

/** How a submit to one provider ended. */
export type Outcome =
  /** The request never left. */
  | { state: "unsent" }
  | { state: "accepted" }
  | { state: "done" }
  /** The provider did not accept the work, whatever the HTTP status. */
  | { state: "refused"; kind: RefusalKind }
  /** The provider accepted the work but gave no result. */
  | { state: "failed"; kind: "moderated" | "input" | "provider" }
  /** Time-out, broken connection, 5xx other than 503, unreadable answer: the work may have been accepted. */
  | { state: "unknown" };

export type Next =
  /** Wait for the work, or store its result. */
  | "follow"
  /** Submit to the next candidate. */
  | "next"
  /** Submit to the same candidate again. */
  | "again"
  /** Start from the first candidate after the shortest wait that a provider named. */
  | "wait"
  | "end"
  /** No further submit: a webhook, `find` or a person decides. */
  | "unconfirmed";

type Situation = {
  /** The role's `repeatable`: a second request costs next to nothing. */
  repeatable: boolean;
  /** Whether another candidate is left. */
  hasNext: boolean;
  /** Submits of this call so far, including this one. */
  submits: number;
  /** Whether a provider has already failed accepted work of this call. */
  hasFailedBefore: boolean;
  /** Whether a refusal because of the content goes to the next candidate. */
  nextOnModeration: boolean;
};

/** Most submits of a repeatable request while its outcome is unknown. */
const mostRepeats = 3;

/**
 * Decides what follows the outcome of a submit. The only place that could cause a second payment: another provider gets
 * the request only after a definite refusal.
 */
export function afterwards(outcome: Outcome, situation: Situation): Next {
  const { repeatable, hasNext, submits, hasFailedBefore, nextOnModeration } = situation;
  switch (outcome.state) {
    case "accepted":
    case "done":
      return "follow";
    case "unsent":
      return hasNext ? "next" : "wait";
    case "refused":
      if (outcome.kind === "moderated") return hasNext && nextOnModeration ? "next" : "end";
      if (hasNext) return "next";
      // A wrong key, model or input, or an empty balance, stays wrong during the call.
      return outcome.kind === "throttled" || outcome.kind === "unavailable" ? "wait" : "end";
    case "failed":
      if (outcome.kind === "moderated") return hasNext && nextOnModeration ? "next" : "end";
      if (outcome.kind === "input") return "end";
      return hasNext && (repeatable || !hasFailedBefore) ? "next" : "end";
    case "unknown":
      if (!repeatable) return "unconfirmed";
      if (submits >= mostRepeats) return "end";
      return submits > 1 && hasNext ? "next" : "again";
  }
}
