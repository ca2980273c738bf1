import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resolveTools } from "@/lib/media";
import { buildIfNeeded } from "../supervisor/build";
import { onInterrupt } from "../supervisor/interrupts";
import { root } from "../supervisor/spawn";
import { endWith } from "../supervisor/startup-error";
import { apt, canUseApt, ensureChromium } from "../testing/chromium";
import {
  afterRepeat,
  type Counts,
  chaosCounts,
  filesToRepeat,
  playwrightCounts,
  slowest,
  vitestCounts,
} from "../testing/test-counts";

/**
 * `npm test`: runs all checks in order and prints one summary. The last line is `N passed, N failed`. When few test files
 * fail, they run once more by themselves: what passes then is named as unstable, so that someone mends it.
 * `npm run test:quick`: the checks that take a minute.
 */

type Stage = { title: string; ok: boolean; seconds: number; counts: Counts | null };

const stages: Stage[] = [];
const reports = mkdtempSync(join(tmpdir(), "nextscene-test-"));
const interrupted = new AbortController();
const say = (line: string) => process.stdout.write(`${line}\n`);
const bin = (path: string) => join(root, "node_modules", path);

async function stage(title: string, work: () => Promise<boolean>, counts: () => Counts | null = () => null) {
  say(`\n── ${title} ${"─".repeat(Math.max(0, 60 - title.length))}`);
  const from = performance.now();
  const ok = await work().catch((error: unknown) => {
    say(error instanceof Error ? error.message : String(error));
    return false;
  });
  stages.push({ title, ok, seconds: (performance.now() - from) / 1000, counts: counts() });
  if (interrupted.signal.aborted) process.exit(130);
}

/** A stage of tests. `run` writes a report; `files` is empty for all of them. */
function tests(
  title: string,
  read: (report: string) => Counts | null,
  run: (report: string, files: string[]) => Promise<boolean>,
) {
  const whole = join(reports, `${title}.json`);
  const repeated = join(reports, `${title}, once more.json`);
  const work = async () => {
    const ok = await run(whole, []);
    const files = filesToRepeat(read(whole));
    if (ok || files.length === 0 || interrupted.signal.aborted) return ok;
    say(`\n── once more: ${files.join(", ")}`);
    return run(repeated, files);
  };
  return stage(title, work, () => afterRepeat(read(whole), read(repeated)));
}

function node(env: Record<string, string>, ...args: string[]): Promise<boolean> {
  return ended(spawn(process.execPath, args, { cwd: root, stdio: "inherit", env: { ...process.env, ...env } }));
}

/** Runs a command beside another stage; prints its output as a whole once it has ended. */
async function nodeBeside(...args: string[]): Promise<boolean> {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => said.push(chunk));
  const ok = await ended(child);
  process.stdout.write(Buffer.concat(said));
  return ok;
}

function ended(child: ChildProcess): Promise<boolean> {
  interrupted.signal.addEventListener("abort", () => child.kill("SIGTERM"));
  return new Promise((resolve) => child.once("close", (code) => resolve(code === 0)));
}

function ensureFfmpeg(): void {
  try {
    resolveTools({ ffmpegPath: process.env.FFMPEG_PATH, ffprobePath: process.env.FFPROBE_PATH });
  } catch (error) {
    if (!canUseApt()) throw error;
    say("no ffmpeg found: installing Debian's package");
    apt("ffmpeg");
    resolveTools();
  }
}

onInterrupt((again) => {
  if (again) process.exit(130);
  interrupted.abort();
});

const tsc = [bin("typescript/bin/tsc"), "--noEmit"];
const biome = [bin("@biomejs/biome/bin/biome"), "ci", "."];
const vitest = (report: string, files: string[], ...more: string[]) => [
  ...[bin("vitest/vitest.mjs"), "run", ...files, ...more],
  ...["--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
];

/** What a change breaks most: needs no build, no browser and no process of the product. */
async function quick() {
  await Promise.all([
    stage("type check", () => nodeBeside(...tsc)),
    stage("lint and format", () => nodeBeside(...biome)),
    // Each worker loads the modules once: more workers would load them more often.
    tests("tests that start nothing", vitestCounts, (report, files) =>
      node({}, ...vitest(report, files, "--project=quick*", "--maxWorkers=2")),
    ),
  ]);
}

async function all() {
  let chromium: string;
  try {
    chromium = ensureChromium(say);
    ensureFfmpeg();
  } catch (error) {
    endWith(error);
  }
  const chaos = join(reports, "chaos.json");
  const settings = Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );

  // The build comes first: it writes the types of the routes, which the type check of a fresh clone needs.
  await stage("production build", async () => {
    await buildIfNeeded(settings, say, interrupted.signal);
    return true;
  });
  await stage("type check", () => node({}, ...tsc));
  await stage("lint and format", () => node({}, ...biome));
  // The stage mostly waits, so it can run beside another one.
  const killing = stage(
    "processes killed at random, with faulty services",
    () => nodeBeside("--import", "tsx", join(root, "bench/chaos/main.ts"), "--quick", "--report", chaos),
    () => chaosCounts(chaos),
  );
  await tests("unit and integration tests", vitestCounts, (report, files) =>
    node({ CHROMIUM_PATH: chromium }, ...vitest(report, files)),
  );
  await tests("end-to-end tests in a browser", playwrightCounts, (report, files) =>
    node(
      { CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
      ...[bin("@playwright/test/cli.js"), "test", ...files, "--reporter=list,json"],
    ),
  );
  await killing;
}

await (process.argv.includes("--quick") ? quick() : all());
rmSync(reports, { recursive: true, force: true });

say("\n── summary ─────────────────────────────────────────────────────");
let [passed, failed] = [0, 0];
for (const { title, ok, seconds, counts } of stages) {
  passed += counts?.passed ?? 0;
  // A stage that failed without a failed test (the type check, a crash) counts as one failure.
  failed += counts?.failed || (ok ? 0 : 1);
  const tests = counts ? `  ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped` : "";
  say(`${ok ? "ok    " : "FAILED"} ${seconds.toFixed(0).padStart(6)} s  ${title.padEnd(48)}${tests}`);
}
say("\nslowest files:");
const files = slowest(
  stages.map(({ counts }) => counts),
  10,
);
for (const { file, seconds } of files) say(`${seconds.toFixed(0).padStart(6)} s  ${file}`);
say("");
for (const failure of stages.flatMap(({ counts }) => counts?.unstable ?? []))
  say(`UNSTABLE  passed when its file ran once more: ${failure}\n`);
for (const failure of stages.flatMap(({ counts }) => counts?.failures ?? [])) say(`FAILED  ${failure}\n`);
say(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
