import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { z } from "zod";
import { filesOf } from "../supervisor/source-files";
import { root } from "../supervisor/spawn";

const run = promisify(execFile);
const project = z.object({
  version: z.string(),
  license: z.string(),
  engines: z.object({ node: z.string() }),
  dependencies: z.object({ zod: z.string(), "eventsource-parser": z.string() }),
});

/**
 * Builds the npm package `nextscene` into the folder `to` and packs it: the API's client for browsers and Node, its types,
 * and the command `nextscene film`. It has nothing of the server; its types are those of zod schemas. Returns the
 * tarball's path.
 */
export async function buildPackage(to: string): Promise<string> {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  await build({
    absWorkingDir: root,
    entryPoints: { index: "lib/client/index.ts", cli: "cli/package/main.ts" },
    outdir: join(to, "lib"),
    ...{ bundle: true, splitting: true, format: "esm", platform: "node", target: "es2022" },
    ...{ external: ["zod", "eventsource-parser"], logLevel: "silent" },
  });
  await writeTypes(join(to, "types"));
  const { version, license, engines, dependencies } = project.parse(read("package.json"));
  const manifest = {
    ...{ name: "nextscene", version, license, type: "module", engines },
    description: "Client and command of Nextscene, which runs AI media workflows durably.",
    exports: { ".": { types: "./types/lib/client/index.d.ts", default: "./lib/index.js" } },
    types: "./types/lib/client/index.d.ts",
    bin: { nextscene: "./lib/cli.js" },
    files: ["lib", "types"],
    sideEffects: ["./lib/cli.js"],
    dependencies,
  };
  writeFileSync(join(to, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  cpSync(join(root, "LICENSE"), join(to, "LICENSE"));
  cpSync(join(root, "docs/client.md"), join(to, "README.md"));
  const cli = join(to, "lib/cli.js");
  writeFileSync(cli, `#!/usr/bin/env node\n${readFileSync(cli, "utf8")}`);
  const { stdout } = await run("npm", ["pack", "--silent", "--ignore-scripts"], { cwd: to });
  return join(to, stdout.trim());
}

const read = (file: string): unknown => JSON.parse(readFileSync(join(root, file), "utf8"));

/** The settings of the project's own type check, with declarations as the result. */
async function writeTypes(outDir: string): Promise<void> {
  // In the project, where its packages and their types are found.
  const folder = mkdtempSync(join(root, ".next-types-"));
  const settings = {
    extends: join(root, "tsconfig.json"),
    compilerOptions: {
      ...{ noEmit: false, declaration: true, emitDeclarationOnly: true, incremental: false, allowJs: false },
      ...{ outDir, rootDir: root, paths: { "@/*": [join(root, "*")] } },
    },
    include: [join(root, "lib/client/index.ts")],
  };
  const file = join(folder, "tsconfig.json");
  try {
    writeFileSync(file, JSON.stringify(settings));
    await run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", file], { cwd: root });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  // Node's resolution needs the endings that the project's own leaves out.
  for (const file of filesOf(outDir)) {
    const text = readFileSync(file, "utf8").replace(/(from |import\()"(\.[^"]+)"/g, '$1"$2.js"');
    writeFileSync(file, text);
  }
}
