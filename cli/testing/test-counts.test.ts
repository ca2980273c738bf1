import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { afterRepeat, chaosCounts, filesToRepeat, playwrightCounts, slowest, vitestCounts } from "./test-counts";

function report(content: unknown, read: (file: string) => unknown): unknown {
  const folder = mkdtempSync(join(tmpdir(), "nextscene-counts-"));
  writeFileSync(join(folder, "report.json"), JSON.stringify(content));
  const counts = read(join(folder, "report.json"));
  rmSync(folder, { recursive: true });
  return counts;
}

test("a test file that cannot be loaded counts as one failure", () => {
  const failed = (fullName: string) => ({
    status: "failed",
    fullName,
    failureMessages: [`${fullName} broke\nin two lines`],
  });
  const testResults = [
    { status: "failed", name: "a.test.ts", message: "no such module", assertionResults: [] },
    { status: "failed", name: "b.test.ts", assertionResults: [failed("one"), { status: "passed" }, failed("two")] },
    {
      ...{ status: "passed", name: "c.test.ts", assertionResults: [{ status: "passed" }] },
      ...{ startTime: 1000, endTime: 3500 },
    },
  ];
  const counts = report({ numPassedTests: 2, numPendingTests: 0, testResults }, vitestCounts);
  expect(counts).toEqual({
    passed: 2,
    failed: 3,
    skipped: 0,
    failures: [
      "a.test.ts\n    no such module",
      "b.test.ts > one\n    one broke\n    in two lines",
      "b.test.ts > two\n    two broke\n    in two lines",
    ],
    files: ["a.test.ts", "b.test.ts"],
    times: [
      { file: "a.test.ts", seconds: 0 },
      { file: "b.test.ts", seconds: 0 },
      { file: "c.test.ts", seconds: 2.5 },
    ],
  });
});

test("a browser set-up that fails counts as one failure", () => {
  const stats = { expected: 3, unexpected: 1, flaky: 1, skipped: 2 };
  const spec = (title: string, ok: boolean, error?: { message: string }) => ({
    title,
    ok,
    file: "a.spec.ts",
    tests: [{ results: [{ error, duration: 1500 }] }],
  });
  const suites = [{ specs: [spec("good", true)], suites: [{ specs: [spec("bad", false, { message: "not seen" })] }] }];
  const counts = report({ stats, suites, errors: [{ message: "no browser" }] }, playwrightCounts);
  expect(counts).toEqual({
    passed: 4,
    failed: 2,
    skipped: 2,
    failures: ["a.spec.ts > bad\n    not seen", "outside of any test\n    no browser"],
    files: [],
    times: [{ file: "a.spec.ts", seconds: 3 }],
  });
});

test("a run that leaves no report has no counts", () => {
  const counts = [vitestCounts, playwrightCounts, chaosCounts].map((read) => read("/nowhere"));
  expect(counts).toEqual([null, null, null]);
});

test("the slowest files of all stages come first", () => {
  const of = (...times: [string, number][]) => ({
    ...{ passed: 0, failed: 0, skipped: 0 },
    times: times.map(([file, seconds]) => ({ file, seconds })),
  });
  const names = slowest([of(["a", 1], ["b", 3]), null, of(["c", 2])], 2).map(({ file }) => file);
  expect(names).toEqual(["b", "c"]);
});

const whole = {
  passed: 8,
  failed: 2,
  skipped: 1,
  failures: ["a > one\n    late", "b > two\n    late"],
  files: ["a", "b"],
};

test("a failure that happens again counts, and one that does not is named as unstable", () => {
  const again = { passed: 3, failed: 1, skipped: 0, failures: ["b > two\n    later"], files: ["b"] };
  expect(afterRepeat(whole, again)).toEqual({
    ...{ passed: 9, failed: 1, skipped: 1 },
    failures: ["b > two\n    later"],
    unstable: ["a > one\n    late"],
  });
});

test("files run once more only where few failed", () => {
  expect(filesToRepeat(whole)).toEqual(["a", "b"]);
  expect(filesToRepeat({ ...whole, files: ["a", "b", "c", "d", "e"] })).toEqual([]);
  expect(filesToRepeat(null)).toEqual([]);
  expect(afterRepeat(whole, null)).toEqual(whole);
});
