import { expect, test } from "vitest";
import { afterwards, type Next, type Outcome } from "./afterwards";

const first = { repeatable: false, hasNext: true, submits: 1, hasFailedBefore: false, nextOnModeration: false };
const alone = { ...first, hasNext: false };
const lenient = { ...first, nextOnModeration: true };
const language = { ...first, repeatable: true };

test.each<[string, Outcome, typeof first, Next]>([
  ["accepted work is followed", { state: "accepted" }, first, "follow"],
  ["a result is taken", { state: "done" }, first, "follow"],
  ["what never left goes to the next", { state: "unsent" }, first, "next"],
  ["what never left waits where there is no other", { state: "unsent" }, alone, "wait"],
  ["a busy provider is passed over", { state: "refused", kind: "throttled" }, first, "next"],
  ["a dead key is passed over", { state: "refused", kind: "key" }, first, "next"],
  ["an empty balance is passed over", { state: "refused", kind: "balance" }, first, "next"],
  ["an unknown model is passed over", { state: "refused", kind: "model" }, first, "next"],
  ["an input that one cannot take goes to the next", { state: "refused", kind: "input" }, first, "next"],
  ["an input that none can take ends", { state: "refused", kind: "input" }, alone, "end"],
  ["all busy: wait", { state: "refused", kind: "throttled" }, alone, "wait"],
  ["all unavailable: wait", { state: "refused", kind: "unavailable" }, alone, "wait"],
  ["the last one has no balance: end", { state: "refused", kind: "balance" }, alone, "end"],
  ["moderated ends", { state: "refused", kind: "moderated" }, first, "end"],
  ["moderated goes on where the setting says so", { state: "refused", kind: "moderated" }, lenient, "next"],
  ["moderated after acceptance ends", { state: "failed", kind: "moderated" }, first, "end"],
  ["moderated after acceptance goes on where set", { state: "failed", kind: "moderated" }, lenient, "next"],
  ["a provider's own failure goes to the next", { state: "failed", kind: "provider" }, first, "next"],
  ["but only once", { state: "failed", kind: "provider" }, { ...first, hasFailedBefore: true }, "end"],
  [
    "and for text as often as there are others",
    { state: "failed", kind: "provider" },
    { ...language, hasFailedBefore: true },
    "next",
  ],
  ["a failure of the last ends", { state: "failed", kind: "provider" }, alone, "end"],
  ["a failure because of the input ends", { state: "failed", kind: "input" }, first, "end"],
  ["an unknown outcome is never submitted again", { state: "unknown" }, first, "unconfirmed"],
  ["nor when it is the only candidate", { state: "unknown" }, alone, "unconfirmed"],
  ["text of unknown outcome is requested again", { state: "unknown" }, language, "again"],
  ["then of the next", { state: "unknown" }, { ...language, submits: 2 }, "next"],
  ["or again of the only one", { state: "unknown" }, { ...language, submits: 2, hasNext: false }, "again"],
  ["three times in all", { state: "unknown" }, { ...language, submits: 3 }, "end"],
])("%s", (_, outcome, situation, next) => {
  expect(afterwards(outcome, situation)).toBe(next);
});

test("of a paid call, only a definite no leads to another submit", () => {
  const outcomes: Outcome[] = [{ state: "accepted" }, { state: "done" }, { state: "unknown" }];
  for (const outcome of outcomes)
    for (const hasNext of [true, false])
      for (const submits of [1, 2, 3])
        expect(["follow", "unconfirmed"]).toContain(afterwards(outcome, { ...lenient, hasNext, submits }));
});
