import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./bound-process";

type Lock = { packages: Record<string, { version?: string }> };
const lock: Lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));

/** Below these lie known security holes, or behaviour that this code relies on being mended. */
const floors = { next: "16.4.5", sharp: "0.35.5", "drizzle-orm": "0.45.2", inngest: "4.2.5" };

const numbers = (version: string) => (version.split("-")[0] ?? "").split(".").map(Number);

function isAtLeast(version: string, floor: string): boolean {
  const [have, need] = [numbers(version), numbers(floor)];
  for (let i = 0; i < need.length; i++) if (have[i] !== need[i]) return (have[i] ?? 0) > (need[i] ?? 0);
  return true;
}

test.each(Object.entries(floors))("%s is locked at %s or newer, every copy of it", (name, floor) => {
  const copies = Object.entries(lock.packages).filter(([path]) => path.endsWith(`node_modules/${name}`));
  const versions = copies.map(([, { version = "0" }]) => version);
  expect(versions).not.toEqual([]);
  expect(versions.filter((version) => !isAtLeast(version, floor))).toEqual([]);
});
