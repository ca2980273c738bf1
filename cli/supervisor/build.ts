import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { basePathOf, buildFolderOf, typesOf } from "@/server/http/base-path-of";
import { takeLock } from "./lock-file";
import type { Settings } from "./settings";
import { digestOf } from "./source-files";
import { killGroup, root, spawnBound } from "./spawn";
import { CannotStart } from "./startup-error";

/** The production build, made when it is missing or outdated. */

const sources = [
  "app",
  "server",
  "inngest",
  "lib",
  "db",
  "instrumentation.ts",
  "next.config.js",
  "postcss.config.mjs",
  "tsconfig.json",
];
const next = join(root, "node_modules/next/dist/bin/next");

const folderOf = ({ PUBLIC_URL }: Settings) => join(root, process.env.NEXT_DIST_DIR || buildFolderOf(PUBLIC_URL));
const stampIn = (folder: string) => join(folder, "built-from");

const digest = ({ PUBLIC_URL }: Settings) => digestOf(sources, basePathOf(PUBLIC_URL));

export function isBuilt(settings: Settings): boolean {
  const folder = folderOf(settings);
  if (!existsSync(join(folder, "BUILD_ID")) || !existsSync(stampIn(folder))) return false;
  return readFileSync(stampIn(folder), "utf8") === digest(settings);
}

/** Builds if needed. Of several concurrent calls one builds and the others wait. Rejects with the build's output. */
export async function buildIfNeeded(
  settings: Settings,
  say: (line: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const folder = folderOf(settings);
  while (!isBuilt(settings)) {
    signal?.throwIfAborted();
    const lock = `${folder}.lock`;
    if (!take(lock)) {
      await sleep(500);
      continue;
    }
    try {
      say("building, which takes about half a minute the first time");
      const before = digest(settings);
      const types = join(root, typesOf(settings.PUBLIC_URL));
      if (!existsSync(types)) writeFileSync(types, JSON.stringify({ extends: "./tsconfig.json" }));
      await runBuild(settings, signal);
      // The stamp describes the sources before the build: later changes are not part of it.
      writeFileSync(stampIn(folder), before);
      return;
    } finally {
      rmSync(lock, { force: true });
    }
  }
}

/** Takes the lock. Returns whether it succeeded. */
function take(lock: string): boolean {
  try {
    mkdirSync(join(lock, ".."), { recursive: true });
    return takeLock(lock);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CannotStart(
      `The app is not built for these settings, and ${root} cannot be written to (${code}): run \`npm start\` there once as the user who installed it.`,
    );
  }
}

function runBuild(settings: Settings, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const output: string[] = [];
    const env = { ...settings, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
    const build = spawnBound([next, "build"], env, (line) => output.push(line));
    const giveUp = () => killGroup(build);
    signal?.addEventListener("abort", giveUp);
    build.once("error", reject);
    build.once("close", (code) => {
      signal?.removeEventListener("abort", giveUp);
      if (code === 0) resolve();
      else reject(new Error(`The build failed:\n${output.join("\n")}`));
    });
  });
}
