import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { root } from "@/cli/supervisor/spawn";

/** The client in another program: installed as a package, without our paths. */

const program = mkdtempSync(join(tmpdir(), "nextscene-client-"));
afterAll(() => rmSync(program, { recursive: true, force: true }));
const run = promisify(execFile);

test("another program can import only the client, as nextscene/client, with types", {
  timeout: 300_000,
}, async () => {
  const installed = join(program, "node_modules/nextscene");
  mkdirSync(installed, { recursive: true });
  for (const part of ["package.json", "lib"]) cpSync(join(root, part), join(installed, part), { recursive: true });
  for (const name of ["zod", "@types", "tsx"]) {
    symlinkSync(join(root, "node_modules", name), join(program, "node_modules", name));
  }
  const compilerOptions = {
    strict: true,
    noEmit: true,
    module: "esnext",
    moduleResolution: "bundler",
    target: "es2023",
  };
  writeFileSync(join(program, "package.json"), JSON.stringify({ type: "module" }));
  writeFileSync(join(program, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
  writeFileSync(
    join(program, "main.ts"),
    `import { type Client, createClient, type Job, verifyWebhook } from "nextscene/client";
const client: Client = createClient({ url: "http://localhost:3000", key: "ns_x" });
export const status = async (id: string): Promise<Job["status"]> => (await client.job(id)).status;
// @ts-expect-error: it is typed
void (() => client.generate({ modell: "next-scene" }));
// @ts-expect-error: not for others
void (() => import("nextscene/lib/env"));
console.log(typeof client.generate, typeof verifyWebhook);
`,
  );
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const { stdout: faults } = await run(process.execPath, [tsc, "-p", program]).catch((error) => error);
  expect(faults).toBe("");
  const { stdout } = await run(process.execPath, ["--import", "tsx", "main.ts"], { cwd: program });
  expect(stdout).toBe("function function\n");
});
