import { transitionCall, whenResubmitted } from "@/db/call-moves";
import type { Call } from "@/db/calls";
import { outlast } from "@/db/core/outlast";
import type { Intent } from "@/db/open-call";
import type { Full } from "@/db/places";
import type { Tried, TriedKind } from "@/db/schema";
import type { AnyService } from "@/lib/define-service";
import { env } from "@/lib/env";
import { afterwards, type Outcome } from "@/lib/routing/afterwards";
import { withTried } from "./makers";
import { inUseOf } from "./places";
import { letRest, restsAfter } from "./rests";
import { failUnconfirmed, scheduleRetry } from "./submit-outcome";
import type { SubmitOutcome } from "./submit-request";

/** One submit's walk through the makers of a call: a single service, or the entries of a role. */
export class EntryWalk {
  private readonly left: AnyService[];
  private readonly entries: string[];
  private tried: Tried[];
  /** The refusals of this walk, and the shortest wait that a maker named; null while no refusal is temporary. */
  private readonly said: string[] = [];
  private wait: { seconds: number | null } | null = null;
  /** The places that were not free. */
  readonly full: Full[] = [];

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

  /** The row's columns about the maker that gets the request, written before it leaves. */
  intent(maker: AnyService): Partial<Intent> {
    if (this.service.kind !== "role") return {};
    return { entries: this.entries, entry: maker.id, tried: this.tried };
  }

  /** Records that a maker gets no request, because it has no key, costs too much, or cannot take the files. */
  passOver(maker: AnyService, { code, message }: { code: string; message: string }): void {
    const kinds: Record<string, TriedKind> = { budget_exceeded: "budget", input_unusable: "input" };
    this.note(maker, kinds[code] ?? "unavailable", message);
  }

  /** Passes over a maker without a free place: it would refuse for now. */
  passFull(full: Full[]): void {
    this.full.push(...full);
    this.said.push(`No place is free at ${inUseOf(full)}.`);
    this.waitFor(null);
  }

  /**
   * Decides what follows an outcome other than acceptance: true if the walk continues, else the call's row. The next maker
   * gets the request only after a definite refusal.
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
    const nextOnModeration = env().FALLBACK_ON_MODERATION;
    const then = afterwards(what, {
      ...{ repeatable: maker.repeatable ?? false, hasNext, submits, hasFailedBefore: false, nextOnModeration },
    });
    if (then === "next") return true;
    if (then === "again") {
      this.left.unshift(maker);
      return true;
    }
    if (then === "unconfirmed") {
      return maker.mode === "async"
        ? outlast(() => transitionCall(call, "doubt", { message: outcome.message, tried: this.tried }))
        : outlast(() => failUnconfirmed(call, maker, outcome.message, this.tried));
    }
    return kind === "moderated" || kind === "unknown" ? this.end(call, outcome.message) : this.over(call);
  }

  /** No maker is left: the call waits if a refusal was temporary, and fails otherwise. */
  over(call: Call): Promise<Call | null> {
    const message = this.said.join(" ");
    if (!this.wait) return this.end(call, message);
    return scheduleRetry(call, this.service, { message, retryAfter: this.wait.seconds, tried: this.tried });
  }

  /** Why no request was sent. */
  get reasons(): string {
    return this.said.join(" ");
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
