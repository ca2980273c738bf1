import type { RefusalKind } from "../define-provider";

/** How a submit to one provider ended. */
export type Outcome =
  /** The request never left. */
  | { state: "unsent" }
  | { state: "accepted" }
  | { state: "done" }
  /** The provider did not accept the work, also inside a 200. */
  | { state: "refused"; kind: RefusalKind }
  /** The provider accepted the work and ended it without a result. */
  | { state: "failed"; kind: "moderated" | "input" | "provider" }
  /** Time-out, broken connection, 5xx other than 503, an answer that is none: it may have been accepted. */
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
  /** The role's: a second request costs next to nothing. */
  repeatable: boolean;
  /** Whether a further candidate can do it. */
  hasNext: boolean;
  /** Submits of this call so far, this one included. */
  submits: number;
  /** Whether a provider has failed this call before, by its own fault. */
  hasFailedBefore: boolean;
  /** The setting: a refusal for content goes to the next candidate. */
  nextOnModeration: boolean;
};

/** A repeatable request is submitted at most so often while its outcome is unknown. */
const mostRepeats = 3;

/**
 * What came back, and what follows. It is the one place where a second payment could begin: only after a definite no is
 * a request sent to another provider.
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
      // A key, a balance, a model or an input does not mend itself within the call.
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
