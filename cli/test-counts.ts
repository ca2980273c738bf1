import { existsSync, readFileSync } from "node:fs";

export type Counts = { passed: number; failed: number; skipped: number };

type VitestReport = {
  numPassedTests: number;
  numPendingTests: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
};
type PlaywrightReport = {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  errors: unknown[];
};

const read = <T>(file: string): T | null => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null);

/** Tests of a Vitest JSON report. A file that could not be loaded has no tests: it counts as one that failed. */
export function vitestCounts(file: string): Counts | null {
  const report = read<VitestReport>(file);
  if (!report) return null;
  const failedIn = ({ status, assertionResults }: VitestReport["testResults"][number]) =>
    assertionResults.filter((test) => test.status === "failed").length || (status === "failed" ? 1 : 0);
  const failed = report.testResults.reduce((sum, result) => sum + failedIn(result), 0);
  return { passed: report.numPassedTests, failed, skipped: report.numPendingTests };
}

/** Tests of a Playwright JSON report. An error outside of any test (a set-up that failed) counts as one that failed. */
export function playwrightCounts(file: string): Counts | null {
  const report = read<PlaywrightReport>(file);
  if (!report) return null;
  const { expected, unexpected, flaky, skipped } = report.stats;
  return { passed: expected + flaky, failed: unexpected + report.errors.length, skipped };
}

/** Targets of `npm run chaos`, which writes its report in these words. */
export const chaosCounts = (file: string): Counts | null => read<Counts>(file);
