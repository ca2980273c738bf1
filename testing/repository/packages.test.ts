import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { root } from "@/cli/supervisor/spawn";

const locked = z.object({
  version: z.string(),
  dev: z.boolean().default(false),
  license: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  hasInstallScript: z.boolean().default(false),
});
const lockFile = z.object({ packages: z.record(z.string(), z.unknown()) });
const read = (path: string): unknown => JSON.parse(readFileSync(join(root, path), "utf8"));

/** Every copy of every package, by its path in node_modules. */
const copies = Object.entries(lockFile.parse(read("package-lock.json")).packages)
  .filter(([path]) => path !== "")
  .map(([path, entry]) => ({ path, name: path.replace(/^.*node_modules\//, ""), ...locked.parse(entry) }));

/** Older versions have known vulnerabilities, or lack fixes that this code needs. */
const floors = { next: "16.4.5", sharp: "0.35.5", "drizzle-orm": "0.45.2", inngest: "4.2.5" };

const numbers = (version: string) => (version.split("-")[0] ?? "").split(".").map(Number);

function isAtLeast(version: string, floor: string): boolean {
  const [have, need] = [numbers(version), numbers(floor)];
  for (let i = 0; i < need.length; i++) if (have[i] !== need[i]) return (have[i] ?? 0) > (need[i] ?? 0);
  return true;
}

const versionsOf = (name: string) => copies.filter((copy) => copy.name === name).map(({ version }) => version);

test.each(Object.entries(floors))("every copy of %s is locked at %s or newer", (name, floor) => {
  expect(versionsOf(name)).not.toEqual([]);
  expect(versionsOf(name).filter((version) => !isAtLeast(version, floor))).toEqual([]);
});

test("versions are compared by number, not as text", () => {
  expect([isAtLeast("7.30.2", "7.28.0"), isAtLeast("7.9.0", "7.28.0"), isAtLeast("8.0.0-rc.1", "7.28.0")]).toEqual([
    ...[true, false, true],
  ]);
});

test("we do not use undici (see lib/http/exchange.ts); a package's copy is 7.28 or newer, and not 8, which needs a newer Node", () => {
  const refused = (versions: string[]) =>
    versions.filter((one) => !isAtLeast(one, "7.28.0") || isAtLeast(one, "8.0.0"));
  expect(refused(["6.21.0", "7.27.9", "7.28.0", "7.30.2", "8.0.0"])).toEqual(["6.21.0", "7.27.9", "8.0.0"]);
  expect(refused(versionsOf("undici"))).toEqual([]);
  const own = z.object({ dependencies: z.record(z.string(), z.string()) }).parse(read("package.json"));
  expect(Object.keys(own.dependencies)).not.toContain("undici");
});

test("every package is locked by hash, and comes from the registry", () => {
  expect(copies.filter(({ integrity }) => !integrity?.startsWith("sha512-")).map(({ path }) => path)).toEqual([]);
  const elsewhere = copies.filter(({ resolved }) => resolved && !/^https:\/\/[^/]+\/.+\.tgz$/.test(resolved));
  expect(elsewhere.map(({ path }) => path)).toEqual([]);
});

test("no package runs an install script, so none downloads anything", () => {
  const { allowScripts } = z.object({ allowScripts: z.record(z.string(), z.boolean()) }).parse(read("package.json"));
  expect(Object.values(allowScripts)).not.toContain(true);
  const running = copies.filter(({ name, hasInstallScript }) => hasInstallScript && allowScripts[name] !== false);
  expect(running.map(({ name }) => name)).toEqual([]);
});

describe("licences", () => {
  const taken = ["MIT", "ISC", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "BlueOak-1.0.0"];
  taken.push("MPL-2.0"); // its own files stay open; we change none of them
  taken.push("CC-BY-4.0"); // data of caniuse, named here
  taken.push("MIT-0"); // MIT without the duty to repeat its text
  /** Not part of the program: replaceable libraries, and programs that run unchanged. */
  const beside = [
    { names: /^@img\/sharp-/, licences: ["LGPL-3.0-or-later"] },
    { names: /^libheif-js$/, licences: ["LGPL-3.0"] }, // runs in a separate process
    { names: /^@(ffmpeg-binary|ffprobe-installer)\//, licences: ["GPL-3.0", "GPL-3.0-or-later", "LGPL-2.1"] },
    { names: /^@expo-google-fonts\//, licences: ["OFL-1.1"] }, // fonts may be shipped with a program
  ];
  const packageFile = z.object({
    license: z.union([z.string(), z.object({ type: z.string() }).transform(({ type }) => type)]).optional(),
    licenses: z.array(z.object({ type: z.string() })).optional(),
  });

  function licenceOf({ path, license }: { path: string; license?: string }): string {
    if (!existsSync(join(root, path, "package.json"))) return license ?? ""; // for another system than this
    const own = packageFile.parse(read(join(path, "package.json")));
    return own.license ?? own.licenses?.map(({ type }) => type).join(" AND ") ?? "";
  }

  /** SPDX: OR needs one of the licences, AND needs all; brackets around an AND change nothing here. */
  const isTaken = (expression: string, allowed: string[]) =>
    expression
      .split(" OR ")
      .some((part) => part.split(" AND ").every((id) => allowed.includes(id.replace(/[()]/g, ""))));

  test("everything that runs with the app may be distributed with it", () => {
    const shipped = copies.filter(({ dev }) => !dev);
    expect(shipped.length).toBeGreaterThan(100);
    const others = shipped.filter((copy) => {
      const more = beside.filter(({ names }) => names.test(copy.name)).flatMap(({ licences }) => licences);
      return !isTaken(licenceOf(copy), [...taken, ...more]);
    });
    expect(others.map((copy) => `${copy.name}: ${licenceOf(copy)}`)).toEqual([]);
  });

  test("a package without a licence, or with a stricter one, is refused", () => {
    expect(["", "UNLICENSED", "GPL-3.0", "MIT AND GPL-3.0"].filter((one) => isTaken(one, taken))).toEqual([]);
    expect(isTaken("(GPL-3.0 OR MIT)", taken)).toBe(true);
  });
});
