import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { generated, readmeFile } from "@/cli/commands/docs";
import { videoSeconds } from "@/cli/film/check-video";
import { createShortKey } from "@/cli/supervisor/database";
import { root } from "@/cli/supervisor/spawn";
import { type Running, startAll } from "@/cli/supervisor/supervisor";
import type { Workflow } from "@/inngest/define-workflow";
import type { AnyService } from "@/lib/define-service";
import { envSchema, readEnv, serviceSetting } from "@/lib/env";
import * as services from "@/lib/services";
import { type StepKey, writtenKey } from "@/lib/step-key";

/** Runs the README's examples: it must say what happens. */

const readme = readFileSync(readmeFile, "utf8");
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "nextscene-readme-"));
/** Inside the tree, so that the examples' imports resolve. */
const examples = join(root, "cli/.readme-examples");

/** The only fenced block of a language that contains a text. */
function block(language: string, containing: string): string {
  const blocks = [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].filter(
    ([, name, text]) => name === language && text?.includes(containing),
  );
  expect(blocks).toHaveLength(1);
  return blocks[0]?.[2] ?? "";
}

let app: Running;
let key: string;
beforeAll(async () => {
  mkdirSync(examples, { recursive: true });
  app = await startAll({ ports: "free", dataDir: folder, quiet: true });
  key = (await createShortKey(app.settings, "readme")).key;
});
afterAll(async () => {
  await app?.stop();
  rmSync(examples, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
});

async function load(name: string, text: string): Promise<Record<string, unknown>> {
  const file = join(examples, name);
  writeFileSync(file, text);
  return import(/* @vite-ignore */ file);
}

test("the tables match the code; `npm run docs` writes them", () => {
  expect(readme).toBe(generated(readme));
});

test("the workflow example runs, and the service example builds requests and parses answers", async () => {
  const { postcard } = (await load("postcard.ts", block("ts", "export const postcard = "))) as { postcard: Workflow };
  const asked: string[] = [];
  const call = vi.fn(async (key: StepKey, service: AnyService) => {
    asked.push(`${writtenKey(key)}: ${service.id}`);
    return service.example;
  });
  const input = postcard.input.parse({ image: "asset:1", prompt: "Snow falls" });
  expect(
    await postcard.run({ input, call: call as never, review: async () => {}, part: vi.fn() as never }),
  ).toHaveProperty("video");
  expect(asked).toEqual(["picture: qwen-edit", "clip: wan-i2v"]);

  const { realEsrgan } = (await load("real-esrgan.ts", block("ts", "definePod({"))) as { realEsrgan: AnyService };
  expect(realEsrgan.request({ image: "https://example.com/a.png" }, "https://example.com/hook")).toEqual({
    path: "/v1/generate",
    json: {
      model: "real-esrgan",
      input: [{ type: "image", url: "https://example.com/a.png" }],
      options: {},
      webhookUrl: "https://example.com/hook",
    },
  });
  const answer = realEsrgan.response.parse({ status: "completed", localUrl: ["https://example.com/b.png"] });
  expect(realEsrgan.parse(answer)).toEqual({ state: "done", output: { image: "https://example.com/b.png" } });
  expect(readme).toContain(serviceSetting(realEsrgan.id));
});

test("the examples in TypeScript are type-correct", async () => {
  writeFileSync(join(examples, "postcard.ts"), block("ts", "export const postcard = "));
  const checked = block("ts", "export const checkedPostcard = ").replace("@/inngest/workflows/postcard", "./postcard");
  writeFileSync(join(examples, "checked-postcard.ts"), checked);
  writeFileSync(join(examples, "real-esrgan.ts"), block("ts", "definePod({"));
  writeFileSync(join(examples, "vendor-video.ts"), block("ts", "defineService({"));
  writeFileSync(join(examples, "grey-still.ts"), block("ts", "defineLocal({"));
  writeFileSync(join(examples, "greeting-card.ts"), block("ts", "defineTemplate({"));
  const acme = block("ts", "defineProvider({").replaceAll('"../', '"@/lib/');
  writeFileSync(join(examples, "acme.ts"), acme);
  writeFileSync(join(examples, "client.ts"), block("ts", "createClient({"));
  const config = { extends: "../../tsconfig.json", compilerOptions: { incremental: false }, include: ["*.ts"] };
  writeFileSync(join(examples, "tsconfig.json"), JSON.stringify(config));
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const { stdout } = await run(process.execPath, [tsc, "--noEmit", "-p", examples]).catch((error) => error);
  expect(stdout).toBe("");
});

test("the curl example makes a film", async () => {
  const env = { ...process.env, NEXTSCENE_URL: app.url, NEXTSCENE_KEY: key };
  const { stdout } = await run("bash", ["-euo", "pipefail", "-c", block("sh", "/v1/generate")], { cwd: root, env });
  const { urls } = JSON.parse(stdout);
  const look = async () => (await fetch(urls.self, { headers: { "X-API-Key": key } })).json();
  const completed = async () => expect(await look()).toMatchObject({ model: "next-scene", status: "completed" });
  await vi.waitFor(completed, { timeout: 120_000, interval: 500 });
});

test("the client's example makes a film", async () => {
  const file = join(examples, "client.ts");
  writeFileSync(file, block("ts", "createClient({"));
  const env = { ...process.env, NEXTSCENE_URL: app.url, NEXTSCENE_KEY: key };
  const { stdout } = await run(process.execPath, ["--import", "tsx", file], { cwd: root, env });
  expect(stdout).toMatch(/^completed \[\s*['"]\S+\/files\//m);
});

test("the command-line example makes a film", async () => {
  const out = join(folder, "film.mp4");
  const command = block("sh", "npm run film").replace("film.mp4", out);
  await run("bash", ["-c", command], {
    cwd: root,
    env: { ...process.env, NEXTSCENE_URL: app.url, NEXTSCENE_KEY: key },
  });
  expect(await videoSeconds(out)).toBeGreaterThan(1);
});

test("the settings in the README exist, and its example is valid", () => {
  const ini = block("ini", "SERVICE_API_KEY");
  const given = Object.fromEntries(
    ini
      .trim()
      .split("\n")
      .map((line) => line.split("=", 2)),
  );
  expect(readEnv(given)).toMatchObject({ SERVICE_API_KEY: given.SERVICE_API_KEY, PUBLIC_URL: given.PUBLIC_URL });
  const known = [...Object.keys(envSchema.shape), ...Object.values(services).map(({ id }) => serviceSetting(id))];
  expect(Object.keys(given).filter((name) => !known.includes(name))).toEqual([]);
});

test("every command and file in the README exists", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const commands = [...readme.matchAll(/npm (?:run )?([a-z:]+)/g)].map((match) => match[1] ?? "");
  expect(commands.filter((name) => name !== "ci" && name !== "run" && !scripts[name])).toEqual([]);
  const files = [...readme.matchAll(/\]\(((?!https?:|#)[^)]+)\)/g)].map((match) => match[1] ?? "");
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

test("the webhook example has the fields of a webhook", () => {
  const example = JSON.parse(block("json", '"localUrl"'));
  const fields = ["id", "createdAt", "status", "model", "webhookUrl", "options", "stream", "localUrl", "error"];
  expect(Object.keys(example)).toEqual(fields);
});
