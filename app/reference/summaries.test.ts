import { expect, test } from "vitest";
import { groups, summaryIn } from "./description";

test("each operation says what it does in both languages", () => {
  const operations = groups.flatMap(({ calls }) => calls.map(({ operation }) => operation));
  expect(operations.length).toBeGreaterThan(70);
  const chinese = operations.map((operation) => [operation.operationId, summaryIn("zh", operation)] as const);
  expect(chinese.filter(([, summary]) => !/\p{Script=Han}/u.test(summary))).toEqual([]);
  expect(new Set(chinese.map(([, summary]) => summary)).size).toBeGreaterThanOrEqual(chinese.length - 1); // one has two addresses
  for (const operation of operations) expect(summaryIn("en", operation)).toBe(operation.summary);
});
