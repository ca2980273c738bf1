import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { videoSeconds } from "@/cli/film/check-video";
import { buildPackage } from "@/cli/package/build-package";
import { root } from "@/cli/supervisor/spawn";
import { sample } from "@/testing/sample";
import { type SharedApp, sharedApp } from "@/testing/shared-app";

/** The npm package of the client and the command, installed from its tarball in an empty folder. */

const folder = mkdtempSync(join(tmpdir(), "nextscene-package-"));
const program = join(folder, "program");
const run = promisify(execFile);

let testApp: SharedApp;
const { PATH, HOME, npm_config_cache } = process.env;
/** Nothing of ours: no setting, no path of this project. */
const bare: NodeJS.ProcessEnv = { NODE_ENV: "production", PATH, HOME, npm_config_cache };
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  testApp = await sharedApp({});
  env = { ...bare, NEXTSCENE_URL: testApp.api.url, NEXTSCENE_KEY: testApp.api.key };
  const tarball = await buildPackage(join(folder, "package"));
  mkdirSync(program);
  writeFileSync(join(program, "package.json"), JSON.stringify({ type: "module" }));
  const flags = ["--no-audit", "--no-fund", "--prefer-offline"];
  await run("npm", ["install", ...flags, tarball], { cwd: program, env });
});
afterAll(async () => {
  await testApp?.close();
  rmSync(folder, { recursive: true, force: true });
});

test("the package brings nothing of the server", () => {
  const { dependencies } = JSON.parse(readFileSync(join(program, "node_modules/nextscene/package.json"), "utf8"));
  expect(Object.keys(dependencies).sort()).toEqual(["eventsource-parser", "zod"]);
  const installed = readdirSync(join(program, "node_modules")).filter((name) => !name.startsWith("."));
  expect(installed.sort()).toEqual(["eventsource-parser", "nextscene", "zod"]);
});

test("its command makes a film from a picture and a sentence", async () => {
  const out = join(program, "film.mp4");
  const small = ["--option", "duration=1", "--option", "width=256", "--option", "height=256"];
  const args = ["--no-install", "nextscene", "film", sample, "The wind carries the seeds away", "--out", out, ...small];
  const { stdout } = await run("npx", args, { cwd: program, env });
  expect(stdout).toContain(out);
  expect(await videoSeconds(out)).toBeGreaterThan(1);
});

test("its command says how a Nextscene is named, and how it is called", async () => {
  const call = (...args: string[]) =>
    run("npx", ["--no-install", "nextscene", ...args], { cwd: program, env: bare }).then(
      () => "",
      ({ stderr }: { stderr: string }) => stderr,
    );
  expect(await call("film", sample, "A sentence.")).toContain("--url");
  expect(await call("film")).toContain('npx nextscene film picture.jpg "a sentence"');
  expect(await call("start")).toContain("npx nextscene film");
});

test("another program imports its client, with types that are checked", async () => {
  // The strictest reading of a package: the declarations themselves are checked too.
  const compilerOptions = {
    ...{ strict: true, noEmit: true, module: "nodenext", target: "es2022", lib: ["es2023", "dom", "dom.iterable"] },
    ...{ skipLibCheck: false, types: [] },
  };
  writeFileSync(join(program, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
  writeFileSync(
    join(program, "main.ts"),
    `import { type Client, createClient, type Job, verifyWebhook } from "nextscene";
const client: Client = createClient({ url: "http://localhost:3000", key: "ns_x" });
export const status = async (id: string): Promise<Job["status"]> => (await client.job(id)).status;
// @ts-expect-error: it is typed
void (() => client.generate({ modell: "next-scene" }));
// @ts-expect-error: a job has no such status
export const ended = async (id: string) => (await client.job(id)).status === "done";
// @ts-expect-error: not for others
void (() => import("nextscene/lib/env"));
export { client, verifyWebhook };
`,
  );
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const { stdout: faults } = await run(process.execPath, [tsc, "-p", program]).catch((error) => error);
  expect(faults).toBe("");
});

test("a program in JavaScript makes a picture with the package", async () => {
  writeFileSync(
    join(program, "picture.js"),
    `import { createClient, verifyWebhook } from "nextscene";
const { NEXTSCENE_URL: url, NEXTSCENE_KEY: key } = process.env;
const client = createClient({ url, key });
console.log(typeof client.generate, typeof verifyWebhook);
const job = await client.generate({ model: "text-to-image", options: { prompt: "A violin on a bench" } });
const { status, outputs } = await client.wait(job);
const response = await client.download(outputs[0]);
console.log(status, outputs[0].type, (await response.arrayBuffer()).byteLength === outputs[0].sizeBytes);
`,
  );
  const { stdout } = await run(process.execPath, ["picture.js"], { cwd: program, env });
  expect(stdout).toBe("function function\ncompleted image true\n");
});
