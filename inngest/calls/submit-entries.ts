import { type Call, type Intent, transitionCall, whenResubmitted } from "@/db/calls";
import { outlast } from "@/db/core/outlast";
import type { Tried, TriedKind } from "@/db/schema";
import type { AnyService } from "@/lib/define-service";
import { afterwards, type Outcome } from "@/lib/routing/afterwards";
import { withTried } from "./makers";
import { letRest, restsAfter } from "./rests";
import { failUnconfirmed, scheduleRetry } from "./submit-outcome";
import type { SubmitOutcome } from "./submit-request";

/** The walk of one submit through the makers of a call: one maker, or the entries of a role. */
export class EntryWalk {
  private readonly left: AnyService[];
  private readonly entries: string[];
  private tried: Tried[];
  /** What each said in this walk, and the shortest wait that one named; null while none is worth waiting for. */
  private readonly said: string[] = [];
  private wait: { seconds: number | null } | null = null;

  constructor(
    private readonly service: AnyService,
    makers: AnyService[],
    { entries, tried }: { entries: string[]; tried: Tried[] },
  ) {
    this.left = [...makers];
    this.entries = entries;
    this.tried = tried;
  }

  next(): AnyService | undefined {
    return this.left.shift();
  }

  /** What the row says of who is asked, before the request leaves. */
  intent(maker: AnyService): Partial<Intent> {
    if (this.service.kind !== "role") return {};
    return { entries: this.entries, entry: maker.id, tried: this.tried };
  }

  /** Notes that a maker cannot be asked: it has no key, or cannot take the files. Nothing has left. */
  passOver(maker: AnyService, words: string): void {
    this.note(maker, "unavailable", words);
  }

  /**
   * What follows an outcome that is no acceptance: true when the walk goes on to the next maker, else the call's row. Only
   * after a definite no is another one asked.
   */
  async after(call: Call, maker: AnyService, outcome: Exclude<SubmitOutcome, { state: "accepted" | "answered" }>) {
    const kind = kindOf(outcome);
    const what: Outcome = kind === "unsent" || kind === "unknown" ? { state: kind } : { state: "refused", kind };
    this.note(maker, kind, outcome.message);
    const retryAfter = "retryAfter" in outcome ? outcome.retryAfter : null;
    if (restsAfter(kind)) await letRest(this.service, maker, { kind, why: outcome.message, retryAfter });
    if ("retryAfter" in outcome && isTemporary(kind)) this.waitFor(outcome.retryAfter);
    const submits = this.tried.filter((one) => one.kind === "unknown").length;
    const hasNext = this.left.length > 0;
    const then = afterwards(what, {
      ...{ repeatable: maker.repeatable ?? false, hasNext, submits, hasFailedBefore: false, nextOnModeration: false },
    });
    if (then === "next") return true;
    if (then === "again") {
      this.left.unshift(maker);
      return true;
    }
    if (then === "unconfirmed") {
      return maker.mode === "async"
        ? outlast(() => transitionCall(call, "doubt", { message: outcome.message, tried: this.tried }))
        : outlast(() => failUnconfirmed(call, outcome.message));
    }
    return kind === "moderated" || kind === "unknown" ? this.end(call, outcome.message) : this.over(call);
  }

  /** Nobody is left: the call waits where one of them said that it is busy, and ends where none will take it. */
  over(call: Call): Promise<Call | null> {
    const message = this.said.join(" ");
    if (!this.wait) return this.end(call, message);
    return scheduleRetry(call, this.service, { message, retryAfter: this.wait.seconds, tried: this.tried });
  }

  /** Why nothing has left at all. */
  get reasons(): string {
    return this.said.join(" ") || `No provider is configured for ${this.service.id}: set the key or URL of one.`;
  }

  private end(call: Call, message: string): Promise<Call | null> {
    const error = { code: "service_refused", message, retryable: true };
    const end = { error, message, tried: this.tried, cancelPending: whenResubmitted };
    return outlast(() => transitionCall(call, "reject", end));
  }

  private note(maker: AnyService, kind: TriedKind, words: string): void {
    this.tried = withTried(this.tried, maker.id, kind, words);
    this.said.push(/[.!?]$/.test(words) ? words : `${words}.`);
  }

  private waitFor(seconds: number | null): void {
    const known = this.wait?.seconds;
    const shortest = known == null ? seconds : seconds === null ? known : Math.min(known, seconds);
    this.wait = { seconds: shortest };
  }
}

const isTemporary = (kind: TriedKind) => kind === "unsent" || kind === "throttled" || kind === "unavailable";

function kindOf(outcome: Exclude<SubmitOutcome, { state: "accepted" | "answered" }>) {
  if (outcome.state === "unknown") return "unknown";
  return outcome.kind ?? (outcome.state === "refused" ? "unavailable" : "input");
}
