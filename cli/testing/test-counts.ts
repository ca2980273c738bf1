import { existsSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { root } from "../supervisor/spawn";

/**
 * `failures`: the name and message of each failed test, for the end of the output. `files`: the files with failures, if
 * they can be run by themselves. `unstable`: the failures of tests that passed when their files ran once more.
 */
export type Counts = {
  passed: number;
  failed: number;
  skipped: number;
  failures?: string[];
  files?: string[];
  unstable?: string[];
  times?: FileTime[];
};

export type FileTime = { file: string; seconds: number };

/** The most files that run once more: if more fail, something is broken. */
const mostFiles = 4;

/** The files that took longest, the longest first. Files run beside others, so the seconds are those of the clock. */
export const slowest = (counts: readonly (Counts | null)[], most: number): FileTime[] =>
  counts
    .flatMap((one) => one?.times ?? [])
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, most);

/** The files to run once more by themselves; empty when nothing failed, or too much. */
export const filesToRepeat = (counts: Counts | null): string[] =>
  counts?.files && counts.files.length <= mostFiles ? counts.files : [];

/** The counts of a whole run whose failed files ran once more. */
export function afterRepeat(whole: Counts | null, again: Counts | null): Counts | null {
  if (!whole || !again || filesToRepeat(whole).length === 0) return whole;
  const failedAgain = new Set(again.failures?.map(nameOf));
  const unstable = whole.failures?.filter((failure) => !failedAgain.has(nameOf(failure))) ?? [];
  const { skipped, times } = whole;
  const { failed, failures } = again;
  return { passed: whole.passed + Math.max(0, whole.failed - failed), failed, skipped, failures, unstable, times };
}

/** The first line of a failure. */
const nameOf = (failure: string) => failure.split("\n", 1)[0];

type VitestTest = { status: string; fullName?: string; failureMessages?: string[] };
type VitestReport = {
  numPassedTests: number;
  numPendingTests: number;
  testResults: {
    status: string;
    name?: string;
    message?: string;
    startTime?: number;
    endTime?: number;
    assertionResults: VitestTest[];
  }[];
};
type PlaywrightError = { message?: string };
type PlaywrightSuite = {
  suites?: PlaywrightSuite[];
  specs?: {
    title: string;
    file: string;
    ok: boolean;
    tests: { results: { duration?: number; error?: PlaywrightError }[] }[];
  }[];
};
type PlaywrightReport = PlaywrightSuite & {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  errors: PlaywrightError[];
};

const lines = (text: string | undefined, most = 8) =>
  stripVTControlCharacters(text ?? "")
    .split("\n", most)
    .join("\n    ");

const read = <T>(file: string): T | null => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null);

/** Counts a Vitest JSON report. A file that could not be loaded counts as one failure. */
export function vitestCounts(file: string): Counts | null {
  const report = read<VitestReport>(file);
  if (!report) return null;
  const failedIn = ({ status, assertionResults }: VitestReport["testResults"][number]) =>
    assertionResults.filter((test) => test.status === "failed").length || (status === "failed" ? 1 : 0);
  const failed = report.testResults.reduce((sum, result) => sum + failedIn(result), 0);
  const failures = report.testResults.flatMap(({ status, name, message, assertionResults }) => {
    const tests = assertionResults.filter((test) => test.status === "failed");
    if (status === "failed" && tests.length === 0) return [`${name}\n    ${lines(message)}`];
    return tests.map((test) => `${name} > ${test.fullName}\n    ${lines(test.failureMessages?.[0])}`);
  });
  const files = report.testResults.filter(({ status }) => status === "failed").flatMap(({ name }) => name ?? []);
  const times = report.testResults.map(({ name = "", startTime = 0, endTime = 0 }) => ({
    file: relative(root, name),
    seconds: (endTime - startTime) / 1000,
  }));
  return { passed: report.numPassedTests, failed, skipped: report.numPendingTests, failures, files, times };
}

/** Counts a Playwright JSON report. An error outside of tests, such as in the set-up, counts as one failure. */
export function playwrightCounts(file: string): Counts | null {
  const report = read<PlaywrightReport>(file);
  if (!report) return null;
  const { expected, unexpected, flaky, skipped } = report.stats;
  const failures = [
    ...failedSpecs(report),
    ...report.errors.map(({ message }) => `outside of any test\n    ${lines(message)}`),
  ];
  const files = report.errors.length > 0 ? [] : [...new Set(filesWithFailures(report))];
  const times = timesOf(report);
  return { passed: expected + flaky, failed: unexpected + report.errors.length, skipped, failures, files, times };
}

function timesOf({ suites = [], specs = [] }: PlaywrightSuite): FileTime[] {
  const seconds = new Map<string, number>();
  for (const { file, tests } of specs)
    for (const { duration = 0 } of tests.flatMap(({ results }) => results))
      seconds.set(file, (seconds.get(file) ?? 0) + duration / 1000);
  for (const inner of suites.flatMap(timesOf)) seconds.set(inner.file, (seconds.get(inner.file) ?? 0) + inner.seconds);
  return [...seconds].map(([file, sum]) => ({ file, seconds: sum }));
}

const filesWithFailures = ({ suites = [], specs = [] }: PlaywrightSuite): string[] => [
  ...specs.flatMap(({ ok, file }) => (ok ? [] : file)),
  ...suites.flatMap(filesWithFailures),
];

function failedSpecs({ suites = [], specs = [] }: PlaywrightSuite): string[] {
  const own = specs.filter((spec) => !spec.ok);
  const said = (spec: (typeof own)[number]) =>
    spec.tests.flatMap((test) => test.results).find((result) => result.error);
  return [
    ...own.map((spec) => `${spec.file} > ${spec.title}\n    ${lines(said(spec)?.error?.message)}`),
    ...suites.flatMap(failedSpecs),
  ];
}

/** Counts the report of `npm run chaos`, which has this format already. */
export const chaosCounts = (file: string): Counts | null => read<Counts>(file);
