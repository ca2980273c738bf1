import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
import { root } from "@/cli/supervisor/spawn";

/** Conventions of the source that a reviewer would otherwise have to check. */

const houses = [
  "app",
  "server",
  "inngest",
  "lib",
  "db",
  "engine",
  "sandbox",
  "testing",
  "cli",
  "bench",
  "e2e",
] as const;
type House = (typeof houses)[number];

/** The folders that each folder may import. `engine` and `sandbox` are separate programs. */
const mayImport: Record<House, House[]> = {
  app: ["server", "inngest", "lib", "db"],
  server: ["inngest", "lib", "db"],
  inngest: ["lib", "db"],
  lib: [],
  db: ["lib"],
  engine: [],
  sandbox: [],
  testing: ["server", "inngest", "lib", "db", "cli"],
  cli: ["server", "inngest", "lib", "db", "testing", "bench"],
  bench: ["server", "inngest", "lib", "db", "cli", "testing"],
  e2e: ["app", "inngest", "lib", "db", "cli", "testing", "bench"],
};

type Source = { path: string; testApp: House; text: string };

const sources: Source[] = houses.flatMap((testApp) =>
  readdirSync(join(root, testApp), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|mjs)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: relative(root, file), testApp, text: readFileSync(file, "utf8") })),
);
const isTest = ({ path }: Source) => /\.(test|spec)\.tsx?$/.test(path) || /(^|\/)testing\//.test(path);
const code = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:"'`])\/\/.*$/gm, "$1");

/** The top-level folder that an import leads to; null for a package. */
function target(source: Source, specifier: string): string | null {
  if (specifier.startsWith("@/")) return specifier.slice(2).split("/")[0] ?? null;
  if (!specifier.startsWith(".")) return null;
  return relative(root, join(root, dirname(source.path), specifier)).split("/")[0] ?? null;
}

const importsOf = (source: Source) =>
  [...source.text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']/g)].map((match) => match[1] ?? "");

test("imports point one way: app → server → inngest → db, lib; engine and sandbox import no other folder", () => {
  const wrong = sources.flatMap((source) =>
    importsOf(source).flatMap((specifier) => {
      const testApp = houses.find((name) => name === target(source, specifier));
      if (!testApp || testApp === source.testApp || mayImport[source.testApp].includes(testApp)) return [];
      // Tests may import anything but the two separate programs.
      if (isTest(source) && testApp !== "engine" && testApp !== "sandbox" && source.testApp !== "lib") return [];
      return [`${source.path} imports ${specifier}`];
    }),
  );
  expect(wrong).toEqual([]);
});

test("there are no import cycles, not even of types", () => {
  const known = new Map(sources.map((source) => [source.path, source]));
  const resolve = (source: Source, specifier: string): string[] => {
    if (!/^(@\/|\.)/.test(specifier)) return [];
    const base = specifier.startsWith("@/") ? specifier.slice(2) : join(dirname(source.path), specifier);
    return ["", ".ts", ".tsx", ".mjs", "/index.ts", "/index.tsx"]
      .map((end) => base + end)
      .filter((path) => known.has(path));
  };
  const edges = new Map(
    sources.map((source) => [
      source.path,
      importsOf({ ...source, text: code(source.text) }).flatMap((specifier) => resolve(source, specifier)),
    ]),
  );
  const circles: string[] = [];
  const state = new Map<string, "open" | "done">();
  const visit = (path: string, trail: string[]): void => {
    if (state.get(path) === "done") return;
    if (state.get(path) === "open") return void circles.push([...trail.slice(trail.indexOf(path)), path].join(" → "));
    state.set(path, "open");
    for (const next of edges.get(path) ?? []) visit(next, [...trail, path]);
    state.set(path, "done");
  };
  for (const path of edges.keys()) visit(path, []);
  expect(circles).toEqual([]);
});

test("the environment is read in one file of the app", () => {
  const readers = sources.filter(
    (source) =>
      ["app", "server", "inngest", "lib", "db"].includes(source.testApp) &&
      !isTest(source) &&
      code(source.text)
        .replaceAll("process.env.NODE_ENV", "")
        .replaceAll("process.env.NEXT_RUNTIME", "")
        .replaceAll("process.env.NEXT_PUBLIC_BASE_PATH", "") // a constant at build time
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a code sample, which others run
        .replaceAll("process.env.${keyVariable}", "")
        .includes("process.env"),
  );
  expect(readers.map((source) => source.path)).toEqual(["lib/env.ts"]);
});

test("one function of server code fetches: lib/http/client.ts; pages in the browser have their own", () => {
  /**
   * For callers outside our server, and for clients of the engine and the database, which get a fetch with a time
   * limit.
   */
  const allowed = ["lib/http/client.ts", "lib/client/request.ts", "inngest/client.ts", "db/core/client.ts"];
  const fetchers = sources.filter(
    (source) =>
      ["app", "server", "inngest", "lib", "db"].includes(source.testApp) &&
      !isTest(source) &&
      !source.path.startsWith("app/(studio)/") &&
      !allowed.includes(source.path) &&
      /(?<![.\w])fetch\(/.test(code(source.text)),
  );
  expect(fetchers.map((source) => source.path)).toEqual([]);
});

test("`any` occurs only where variance allows no other type, each with its reason", () => {
  const allowed = ["inngest/define-workflow.ts", "lib/define-service.ts"];
  const users = sources.filter((source) =>
    /(?:biome-ignore[^\n]*noExplicitAny|@ts-(?:ignore|nocheck))/.test(source.text),
  );
  const others = users
    .map((source) => source.path)
    .filter((path) => path !== "testing/repository/architecture.test.ts");
  expect(others.filter((path) => !allowed.includes(path))).toEqual([]);
});

test("no file has a name without a subject: utils, helpers, misc, common, manager", () => {
  const vague = sources.filter(({ path }) => /(^|\/)(utils?|helpers?|misc|common|managers?)(\.|\/)/.test(path));
  expect(vague.map((source) => source.path)).toEqual([]);
});

test("requests reach their routes directly: no proxy, no middleware, no server actions", () => {
  const between = ["", "app/", "src/"].flatMap((folder) =>
    ["proxy", "middleware"].flatMap((name) => ["ts", "tsx", "js", "mjs"].map((end) => `${folder}${name}.${end}`)),
  );
  expect(between.filter((path) => existsSync(join(root, path)))).toEqual([]);
  const actions = sources.filter(({ testApp, text }) => testApp === "app" && /["']use server["']/.test(text));
  expect(actions.map((source) => source.path)).toEqual([]);
});

test("queries use `select`: rows of a database file have no column names (db/core/file-client.ts)", () => {
  const raw = sources.filter(
    (source) =>
      ["app", "server", "inngest", "db"].includes(source.testApp) &&
      !isTest(source) &&
      /\bdb\.(all|get)\b/.test(code(source.text)),
  );
  expect(raw.map((source) => source.path)).toEqual([]);
});

test("the build of the pages does not follow local work: drawing and models would make it four times as long", () => {
  const followed = sources
    .filter(({ path }) => path.startsWith("lib/services/local/") && !path.endsWith(".test.ts"))
    .filter(({ text }) => /\bimport\(\s*["']@\//.test(text));
  expect(followed.map((source) => source.path)).toEqual([]);
  const heavy = sources.filter(
    ({ path, text }) =>
      path.startsWith("lib/services/local/") &&
      /from "@\/lib\/(templates\/compose|media\/(matting|canvas|fonts))/.test(text),
  );
  expect(heavy.filter((source) => !isTest(source)).map((source) => source.path)).toEqual([]);
});
