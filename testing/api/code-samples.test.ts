import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { requestOf } from "@/app/(studio)/_code/job-request";
import { follow, generate, upload } from "@/cli/film/api-client";
import { root } from "@/cli/supervisor/spawn";
import type { Job } from "@/lib/schemas/job";
import { curlOf } from "@/lib/snippets/curl";
import { pythonOf } from "@/lib/snippets/python";
import { typescriptOf } from "@/lib/snippets/typescript";
import { callerOf } from "../caller";
import { sample } from "../sample";
import { type SharedApp, sharedApp } from "../shared-app";

/** The code that the studio offers for a job runs as it is, and starts the same job. */

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "nextscene-samples-"));
let testApp: SharedApp;
let job: Job;

/** What a shell, a template or a string literal might read as something else. */
const prompt = `It's "late": $HOME \`ls\` \${x} \\n \\ !! '''"""\n# — 雾散了 🎬 \u2028 </script> %s {} ; rm -rf`;

beforeAll(async () => {
  testApp = await sharedApp();
  const input = [{ type: "image" as const, url: await upload(testApp.api, sample) }];
  const options = { prompt, batch_size: 2, seed: 7 };
  job = await follow(testApp.api, await generate(testApp.api, { model: "qwen-edit", input, options }), () => {});
  const installed = join(folder, "node_modules/nextscene");
  mkdirSync(installed, { recursive: true });
  for (const part of ["package.json", "lib"]) cpSync(join(root, part), join(installed, part), { recursive: true });
  for (const name of ["tsx", "eventsource-parser", "zod"])
    symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await testApp?.close();
});

const jobs = async (): Promise<Job[]> =>
  (await (await callerOf(testApp, testApp.api.key).get("/v1/jobs?limit=2&fields=all")).json()).data;

test.each([
  ["curl", curlOf, "sample.sh", "sh", []],
  ["Python", pythonOf, "sample.py", "python3", []],
  ["TypeScript", typescriptOf, "sample.ts", process.execPath, ["--import", "tsx"]],
] as const)("%s", async (_, write, file, program, args) => {
  const call = { url: testApp.api.url, method: "POST", path: "/v1/generate", body: requestOf(job) };
  writeFileSync(join(folder, file), write(call));
  const env = { ...process.env, NEXTSCENE_API_KEY: testApp.api.key };
  const { stdout, stderr } = await run(program, [...args, file], { cwd: folder, env });
  expect(stderr).toBe("");
  const [started] = await jobs();
  expect(started?.id).not.toBe(job.id);
  expect(stdout).toContain("completed");
  expect(started).toMatchObject({ model: job.model, options: job.options, status: "completed" });
  expect(started?.options.prompt).toBe(prompt);
  expect(started?.inputs.map(({ id }) => id)).toEqual(job.inputs.map(({ id }) => id));
});

test.each([
  ["curl", curlOf, "refused.sh", "sh"],
  ["Python", pythonOf, "refused.py", "python3"],
] as const)("%s: a refusal shows the API's own sentence and fails", async (_, write, file, program) => {
  const body = { model: "qwen-edit", options: {} };
  writeFileSync(join(folder, file), write({ url: testApp.api.url, method: "POST", path: "/v1/generate", body }));
  const env = { ...process.env, NEXTSCENE_API_KEY: testApp.api.key };
  const { code, stdout, stderr } = await run(program, [file], { cwd: folder, env }).catch((error) => error);
  expect(code).toBeGreaterThan(0);
  expect(stdout + stderr).toContain('needs \\"type\\": \\"image\\"');
});
