import { expect, test } from "vitest";
import { readFolds, writtenFolds } from "./folds";

test("what was opened and folded is read again as it was written", () => {
  for (const folds of [{}, { steps: true }, { steps: false, timeline: true }]) {
    expect(readFolds(writtenFolds(folds))).toEqual(folds);
  }
});

test("a cookie of another form opens and folds nothing", () => {
  expect([readFolds(undefined), readFolds("steps"), readFolds("%7B%7D")]).toEqual([{}, {}, {}]);
});
