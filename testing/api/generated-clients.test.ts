import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "@/cli/supervisor/spawn";
import { describeApi } from "@/server/api/openapi/document";

/** Generators of clients accept the description of the API, and the types of what they make say what the API takes. */

const folder = mkdtempSync(join(tmpdir(), "nextscene-clients-"));
const description = join(folder, "openapi.json");
const hook = pathToFileURL(join(root, "testing/generators/typescript-5.mjs")).href;

const run = async (program: string, given: string[], env: Record<string, string> = {}) => {
  const options = { env: { ...process.env, ...env }, cwd: folder };
  const running = promisify(execFile)(process.execPath, [join(root, "node_modules", program), ...given], options);
  await running.catch((error: { stdout: string; stderr: string }) => {
    throw new Error(`${program} failed:\n${error.stdout}${error.stderr}`);
  });
};

beforeAll(() => {
  writeFileSync(description, JSON.stringify(describeApi()));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Checks the types of this program, together with the generated files. */
async function check(name: string, program: string): Promise<void> {
  writeFileSync(join(folder, `${name}.ts`), program);
  const options = {
    compilerOptions: {
      ...{ noEmit: true, strict: true, skipLibCheck: true, target: "es2022", lib: ["es2023", "dom"], types: [] },
      ...{ module: "esnext", moduleResolution: "bundler" },
      paths: { "@oazapfts/*": [join(root, "node_modules/@oazapfts/*")] },
    },
    files: [`${name}.ts`],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(options));
  await run("typescript/bin/tsc", ["-p", "tsconfig.json"]);
}

test("openapi-typescript: the options of a request follow from its model", async () => {
  const given = [description, "--default-non-nullable=false", "-o", "types.ts"];
  await run("openapi-typescript/bin/cli.js", given, { NODE_OPTIONS: `--import ${hook}` });
  await check(
    "uses-types",
    `import type { components, operations } from "./types";
    type Request = components["schemas"]["Generate"];
    export const request: Request = { model: "wan-i2v", options: { prompt: "Fog", duration: 3 }, priority: "high" };
    // @ts-expect-error an option of another model
    export const ofOther: Request = { model: "wan-i2v", options: { prompt: "Fog", voice: "none" } };
    // @ts-expect-error the duration is a number
    export const wrong: Request = { model: "wan-i2v", options: { prompt: "Fog", duration: "3" } };
    // @ts-expect-error no such model
    export const unknown: Request = { model: "wan-9", options: { prompt: "Fog" } };
    export const filter: operations["listJobs"]["parameters"]["query"] = { status: "failed", limit: 5 };
    // @ts-expect-error no such status
    export const noFilter: operations["listJobs"]["parameters"]["query"] = { status: "lost" };
    type Job = operations["retakeStep"]["responses"][202]["content"]["application/json"];
    export const done = (job: Job): boolean => job.status === "completed" && job.steps.every((step) => step.error === null);`,
  );
});

test("oazapfts: every operation is a function with the types of its parameters, its body and its responses", async () => {
  await run("oazapfts/dist/cli.js", [description, "client.ts"]);
  await check(
    "uses-client",
    `import { generate, getJob, listJobs, retakeStep } from "./client";
    export async function make(): Promise<string> {
      const input = [{ type: "image" as const, url: "https://example.com/picture.jpg" }];
      const made = await generate({ model: "wan-i2v", input, options: { prompt: "Fog" } }, { idempotencyKey: "order-4711" });
      if (made.status !== 202) return "refused";
      await retakeStep(made.data.id, "clip", { seed: 7 }, { dryRun: "true" });
      // @ts-expect-error the id is missing
      await getJob();
      // @ts-expect-error no such status
      await listJobs({ status: "lost" });
      const job = await getJob(made.data.id, { fields: "summary" });
      return job.status === 200 ? job.data.status : job.data.detail;
    }`,
  );
  const { paths } = describeApi() as { paths: Record<string, Record<string, { operationId: string }>> };
  const ids = Object.values(paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
  const made = [...readFileSync(join(folder, "client.ts"), "utf8").matchAll(/^export function (\w+)/gm)].map(
    ([, id]) => id,
  );
  expect(made.sort()).toEqual(ids.sort());
});
