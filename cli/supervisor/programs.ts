import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { digestOf } from "./source-files";
import { root } from "./spawn";

/**
 * The programs, each bundled into a few files of JavaScript: they start in less than half the time that their sources
 * take. In development they run from source. The pages and routes of the web program are Next's own build (build.ts).
 */

/** Some of them start others: the work process its children, which load the services, and the web process pictures. */
const entries = {
  web: "app/main.ts",
  engine: "engine/main.ts",
  work: "lib/worker/main.ts",
  "worker-main": "lib/worker/worker-main.ts",
  services: "lib/services/index.ts",
  "picture-process": "lib/media/picture-process.ts",
  sandbox: "sandbox/main.ts",
  "database-command": "cli/supervisor/database-command.ts",
};
export type Program = keyof typeof entries;

const sources = [
  ...["app", "server", "inngest", "engine", "sandbox", "lib", "db"],
  ...["cli/supervisor", "tsconfig.json"],
];

/** Packages that load binaries or other files of their own; the rest is bundled, since each file costs time at a start. */
const withOwnFiles = ["next", "@libsql/client", "libsql", "sharp", "@napi-rs/canvas", "onnxruntime-node", "@aws-sdk/*"];
/** Bundled CommonJS packages call it for modules of Node. */
const requireOfBundled =
  'import { createRequire as bundledRequire } from "node:module"; const require = bundledRequire(import.meta.url);';

/** Like the sources, the built files lie two folders below the root: their paths relative to it are the same. */
const folder = join(root, ".next-programs");
const keepMs = 30 * 24 * 3_600_000;

let built: Promise<string> | undefined;
let current: string | undefined;

/** Builds the programs, unless these sources are built already. Where this user may not write, they run from source. */
export async function buildPrograms(): Promise<void> {
  built ??= buildOnce();
  try {
    current = await built;
  } catch (error) {
    if (!["EACCES", "EPERM", "EROFS"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

/** The arguments of Node that run a program: built, if this process has called `buildPrograms`, or from source. */
export function programArguments(name: Program): string[] {
  if (!current) return ["--import", "tsx", join(root, entries[name])];
  // Not for web: Node would also read the maps of the pages, a hundred megabytes.
  return [...(name === "web" ? [] : ["--enable-source-maps"]), join(current, `${name}.js`)];
}

/** Each state of the sources has a folder of its own, so that a new build disturbs no running app. */
async function buildOnce(): Promise<string> {
  const done = join(folder, digestOf(sources).slice(0, 16));
  if (existsSync(done)) return used(done);
  mkdirSync(folder, { recursive: true });
  const made = mkdtempSync(join(folder, "new-"));
  chmodSync(made, 0o755); // other users may run what was built here
  await build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir: made,
    ...{ bundle: true, splitting: true, format: "esm", platform: "node", target: "node20" },
    ...{ external: withOwnFiles, banner: { js: requireOfBundled } },
    ...{ sourcemap: "linked", logLevel: "silent" },
  });
  try {
    renameSync(made, done);
  } catch (error) {
    rmSync(made, { recursive: true, force: true });
    if (!existsSync(done)) throw error; // otherwise another process was faster
  }
  removeOld(done);
  return done;
}

/** Notes that a build is in use, where this user may. */
function used(done: string): string {
  try {
    utimesSync(done, new Date(), new Date());
  } catch {
    // Another user made it.
  }
  return done;
}

function removeOld(kept: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (path !== kept && Date.now() - statSync(path).mtimeMs > keepMs) rmSync(path, { recursive: true, force: true });
  }
}
