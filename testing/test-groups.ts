import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Which test files Vitest runs how, found by what they import, so that a new file needs no entry anywhere.
 * `quick`: those that start no process, no server of the product and no database. The files of a group named `alone` change
 * what belongs to the process (its environment, its clock, modules) and each has a process of its own; the others share
 * their worker's modules, which are then loaded once.
 */
export type TestGroup = "quick" | "quick-alone" | "whole" | "whole-alone";

const root = fileURLToPath(new URL("..", import.meta.url));
const folders = ["app", "server", "inngest", "lib", "db", "engine", "sandbox", "cli", "bench", "testing"];
/** Modules that start something, or keep it open. */
const starters = [
  ...["cli/supervisor/supervisor.ts", "testing/shared-app.ts", "lib/worker/child.ts"],
  ...["sandbox/server.ts", "engine/testing.ts", "lib/media/testing/made.ts"],
].map((file) => join(root, file));
const startsProcesses = /\b(spawn|fork|execFile|promisify\(execFile\)|execFileSync)\((?!"git")|\bnew Worker\(/;
/** A test that opens the database says where it is. */
const opensDatabase = /\b(DATA_DIR|DATABASE_URL)\b/;
/** Changes which pictures its whole process reads: the product's own code says so too, and reads no SVG. */
const sandboxPictures = join(root, "sandbox/media/picture.ts");
const changesItsProcess =
  /process\.env|\bvi\.(stub|mock|doMock|resetModules|useFakeTimers|spyOn)|Object\.defineProperty\(/;

export function testGroups(): Record<TestGroup, string[]> {
  const groups: Record<TestGroup, string[]> = { quick: [], "quick-alone": [], whole: [], "whole-alone": [] };
  for (const file of folders.flatMap(testsIn)) {
    const reached = reachedFrom(file);
    const own = reached.filter((one) => one === file || one.includes("/testing/")).map(textOf);
    const has = (what: RegExp) => own.some((text) => what.test(text));
    const starts = starters.some((one) => reached.includes(one)) || has(startsProcesses) || has(opensDatabase);
    const alone = has(changesItsProcess) || reached.includes(sandboxPictures);
    groups[`${starts ? "whole" : "quick"}${alone ? "-alone" : ""}`].push(relative(root, file));
  }
  return groups;
}

const testsIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => join(root, folder, name));

const texts = new Map<string, string>();
function textOf(file: string): string {
  const text = texts.get(file) ?? readFileSync(file, "utf8");
  texts.set(file, text);
  return text;
}

/** The file and all files of the repository that it imports, directly or not. */
function reachedFrom(file: string): string[] {
  const reached = new Set([file]);
  for (const one of reached) for (const next of importsOf(one)) reached.add(next);
  return [...reached];
}

const imported = new Map<string, string[]>();
function importsOf(file: string): string[] {
  const known = imported.get(file);
  if (known) return known;
  const found = /\.tsx?$/.test(file)
    ? textOf(file).matchAll(/^(?!import type).*(?:from|import)[ (]"((?:@\/|\.)[^"]+)"/gm)
    : [];
  const files = [...found].flatMap(([, path = ""]) => fileOf(path, file) ?? []);
  imported.set(file, files);
  return files;
}

function fileOf(path: string, from: string): string | undefined {
  const base = path.startsWith("@/") ? join(root, path.slice(2)) : resolve(dirname(from), path);
  const names = [base, `${base}.ts`, `${base}.tsx`, join(base, "index.ts")];
  return names.find((name) => existsSync(name) && statSync(name).isFile());
}
