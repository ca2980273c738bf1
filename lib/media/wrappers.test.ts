import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { limiter, politely, withoutNetwork } from "./wrappers";

/** The trial of a wrapper command, with commands that replace the system's. */

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "wrappers-"));
  vi.stubEnv("PATH", `${dir}:${process.env.PATH}`);
});
afterAll(() => {
  vi.unstubAllEnvs();
  return rm(dir, { recursive: true });
});

async function command(name: string, script: string): Promise<void> {
  await writeFile(join(dir, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(dir, name), 0o755);
}

test("a wrapper that starts slowly on a busy machine is used", async () => {
  await command("unshare", 'sleep 6; [ "$1" = -n ] && shift && exec "$@"');
  expect(withoutNetwork()).toEqual([join(dir, "unshare"), "-n"]);
});

test("a wrapper that fails is not used", async () => {
  await command("nice", 'echo "not permitted" >&2; exit 1');
  expect(politely()).toBeNull();
});

test("each wrapper is tried once", async () => {
  await command("prlimit", `echo >> ${join(dir, "tried")}; exit 0`);
  expect([limiter(), limiter()]).toEqual([join(dir, "prlimit"), join(dir, "prlimit")]);
  await rm(join(dir, "prlimit"));
  expect(limiter()).toBe(join(dir, "prlimit"));
});
