import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { chaosCounts, playwrightCounts, vitestCounts } from "./test-counts";

function report(content: unknown, read: (file: string) => unknown): unknown {
  const folder = mkdtempSync(join(tmpdir(), "nextscene-counts-"));
  writeFileSync(join(folder, "report.json"), JSON.stringify(content));
  const counts = read(join(folder, "report.json"));
  rmSync(folder, { recursive: true });
  return counts;
}

test("a test file that cannot be loaded counts as one failure", () => {
  const testResults = [
    { status: "failed", assertionResults: [] },
    { status: "failed", assertionResults: [{ status: "failed" }, { status: "passed" }, { status: "failed" }] },
    { status: "passed", assertionResults: [{ status: "passed" }] },
  ];
  const counts = report({ numPassedTests: 2, numPendingTests: 0, testResults }, vitestCounts);
  expect(counts).toEqual({ passed: 2, failed: 3, skipped: 0 });
});

test("a browser set-up that fails counts as one failure", () => {
  const stats = { expected: 3, unexpected: 1, flaky: 1, skipped: 2 };
  expect(report({ stats, errors: [{}] }, playwrightCounts)).toEqual({ passed: 4, failed: 2, skipped: 2 });
});

test("a run that leaves no report has no counts", () => {
  const counts = [vitestCounts, playwrightCounts, chaosCounts].map((read) => read("/nowhere"));
  expect(counts).toEqual([null, null, null]);
});
