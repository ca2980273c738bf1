import { execFile, spawn } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SharedApp, sharedApp } from "@/testing/shared-app";
import { videoSeconds } from "../film/check-video";
import { claimPort } from "../supervisor/ports";
import { root } from "../supervisor/spawn";

const folder = mkdtempSync(join(tmpdir(), "nextscene-film-"));
const sample = join(root, "public/sample.jpg");
const badPicture = join(folder, "bad.jpg");

let shared: SharedApp;
let app: SharedApp["app"];
let key: string;
beforeAll(async () => {
  writeFileSync(badPicture, "this is no picture");
  shared = await sharedApp({});
  app = shared.app;
  key = shared.api.key;
});
afterAll(async () => {
  await shared?.close();
  rmSync(folder, { recursive: true, force: true });
});

type Result = { code: number; stdout: string; stderr: string };

function film(args: string[], env: Record<string, string> = {}): Promise<Result> {
  return new Promise((resolve) => {
    const command = ["--import", "tsx", join(root, "cli/commands/film.ts"), ...args];
    execFile(process.execPath, command, { cwd: root, env: { ...process.env, ...env } }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

const remote = () => ["--url", app.url, "--key", key];

test("a picture and a sentence give a playable film and exit code 0", async () => {
  const out = join(folder, "film.mp4");
  const size = ["--option", "duration=1", "--option", "width=256", "--option", "height=256"];
  const result = await film([sample, "The wind carries the seeds away", "--out", out, ...size, ...remote()]);
  expect(result).toMatchObject({ code: 0, stderr: "" });
  expect(result.stdout).toContain("Scene 1: keyframe");
  expect(result.stdout).toContain(out);
  expect(await videoSeconds(out)).toBeGreaterThan(1);
  expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
});

test("without a running Nextscene the command starts and stops one", async () => {
  const out = join(folder, "alone.mp4");
  // A free port, so that the command does not find the app of the other tests.
  const env = { DATA_DIR: join(folder, "alone"), PORT: String(await claimPort(0, "127.0.0.1", "PORT")) };
  const size = ["--option", "duration=1", "--option", "width=256", "--option", "height=256"];
  const result = await film([sample, "The wind carries the seeds away", "--out", out, ...size], env);
  expect(result).toMatchObject({ code: 0, stderr: "" });
  expect(await videoSeconds(out)).toBeGreaterThan(1);
});

test("--notify names whom to notify, of one film and of a batch", async () => {
  const list = join(folder, "notify.csv");
  writeFileSync(list, `model,image,prompt\nqwen-edit,${sample},Fog\n`);
  for (const args of [
    [sample, "Fog", "--out", join(folder, "notify.mp4")],
    ["--batch", list, "--out", join(folder, "notify")],
  ]) {
    const result = await film([...args, "--notify", "email:me@example.com", "--notify", "slack", ...remote()]);
    expect([result.code, result.stderr]).toEqual([1, expect.stringContaining("needs SMTP_URL and MAIL_FROM")]);
  }
});

test("Ctrl-C cancels the job and leaves no file", async () => {
  const out = join(folder, "cancelled.mp4");
  const command = [
    "--import",
    "tsx",
    join(root, "cli/commands/film.ts"),
    sample,
    "Cancelled on the way",
    "--out",
    out,
    ...remote(),
  ];
  const child = spawn(process.execPath, command, { cwd: root });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  child.stdout.on("data", (chunk) => {
    if (String(chunk).includes("waiting")) child.kill("SIGINT");
  });
  expect(await ended).not.toBe(0);
  const jobs = await fetch(`${app.url}/v1/jobs`, { headers: { "X-API-Key": key } });
  const { data } = await jobs.json();
  expect(data[0].options.prompt).toBe("Cancelled on the way");
  expect(["cancelling", "cancelled"]).toContain(data[0].status);
  expect(readdirSync(folder).filter((name) => name.startsWith("cancelled"))).toEqual([]);
});

test.each([
  ["a file that is not a picture", () => [badPicture, "a sentence", ...remote()], /^bad\.jpg was refused: /],
  ["a picture that is not there", () => ["nowhere.jpg", "a sentence", ...remote()], /^nowhere\.jpg cannot be read: /],
  ["no sentence", () => [sample, ...remote()], /^Give a picture and a sentence: /],
  ["a key that is unknown", () => [sample, "a sentence", "--url", app.url, "--key", "ns_0"], /does not know this key/],
  [
    "an address without a server",
    () => [sample, "a sentence", "--url", "http://127.0.0.1:1", "--key", key],
    /does not answer/,
  ],
  ["a model that is unknown", () => [sample, "a sentence", "--model", "nothing", ...remote()], /nothing/],
  ["an option that is unknown", () => [sample, "a sentence", "--option", "colour=red", ...remote()], /colour/],
  [
    "a folder that is not there",
    () => [sample, "a sentence", "--out", "/nowhere/film.mp4", ...remote()],
    /cannot be written/,
  ],
])("%s gives one clear sentence, no film, and a non-zero exit code", async (_what, args, sentence) => {
  const out = join(folder, "none.mp4");
  const result = await film(["--out", out, ...args()]);
  expect(result.code).toBe(1);
  expect(result.stderr).toMatch(sentence);
  expect(result.stderr.trimEnd().split("\n")).toHaveLength(1);
  expect(existsSync(out)).toBe(false);
});

test("a list makes a result for each row; run again it makes only what is missing", async () => {
  const list = join(folder, "list.csv");
  const out = join(folder, "results");
  writeFileSync(join(folder, "own.jpg"), readFileSync(sample));
  writeFileSync(list, 'model,image,prompt,seed\nqwen-edit,own.jpg,First row,1\nqwen-edit,own.jpg,"Second,\nrow",2\n');
  const first = await film(["--batch", list, "--out", out, ...remote()]);
  expect(first).toMatchObject({ code: 0, stderr: "" });
  expect(first.stdout).toContain("2 of 2");
  const results = () =>
    readdirSync(out)
      .filter((name) => name !== "manifest.json")
      .sort();
  const made = results();
  expect(made.map((name) => name.split(".")[0])).toEqual(["0001", "0002"]);
  const again = await film(["--batch", list, "--out", out, ...remote()]);
  expect([again.code, again.stdout]).toEqual([0, expect.stringContaining("2 of 2 rows are there already.")]);
  const before = await batchCount();
  appendFileSync(list, "qwen-edit,own.jpg,Third row,3\n");
  rmSync(join(out, made[0] ?? ""));
  expect((await film(["--batch", list, "--out", out, ...remote()])).code).toBe(0);
  expect(results().map((name) => name.split(".")[0])).toEqual(["0001", "0002", "0003"]);
  expect(await batchCount()).toEqual([2, ...before]);
  const wrong = join(folder, "wrong.csv");
  writeFileSync(wrong, "model,image,prompt,colour\nqwen-edit,own.jpg,A row,\nqwen-edit,own.jpg,A row,red\n");
  const refused = await film(["--batch", wrong, "--out", out, ...remote()]);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("row 2 (options/colour):")]);
});

test("a row that is inserted above others is made alone, and replaces no file of theirs", async () => {
  const list = join(folder, "moved.csv");
  const out = join(folder, "moved");
  const write = (...prompts: string[]) => writeFileSync(list, listOf(prompts));
  const results = () => readdirSync(out).filter((name) => name !== "manifest.json");
  const bytes = (names: string[]) => names.map((name) => readFileSync(join(out, name)).toString("base64"));
  write("One.", "Two.");
  expect(await film(["--batch", list, "--out", out, ...remote()])).toMatchObject({ code: 0, stderr: "" });
  const before = results();
  const files = bytes(before);
  write("Zero.", "One.", "Two.");
  expect(await film(["--batch", list, "--out", out, ...remote()])).toMatchObject({ code: 0, stderr: "" });
  expect((await batchCount()).slice(0, 2)).toEqual([1, 2]);
  expect(bytes(before)).toEqual(files);
  expect(results().filter((name) => !before.includes(name))).toEqual([
    expect.stringMatching(/^0001-[0-9a-f]{8}\.\w+$/),
  ]);
  const again = await film(["--batch", list, "--out", out, ...remote()]);
  expect(again.stdout).toContain("3 of 3 rows are there already.");
});

test("a submit whose answer was lost is not paid twice when the list was edited meanwhile", async () => {
  const list = join(folder, "lost.csv");
  const out = join(folder, "lost");
  const lossy = await startLossy(new URL(app.url).port);
  const args = ["--batch", list, "--out", out, "--url", lossy.url, "--key", key];
  writeFileSync(list, listOf(["Lost one.", "Lost two."]));
  const before = await batchCount();
  expect((await film(args)).code).toBe(1);
  expect(await batchCount()).toEqual([2, ...before]);
  lossy.heal();
  writeFileSync(list, listOf(["Lost two."]));
  const stopped = await film(args);
  expect([stopped.code, stopped.stderr]).toEqual([1, expect.stringContaining("1 of its rows are no longer in")]);
  writeFileSync(list, listOf(["New.", "Lost one.", "Lost two."]));
  expect(await film(args)).toMatchObject({ code: 0, stderr: "" });
  expect(await batchCount()).toEqual([1, 2, ...before]);
  expect(readdirSync(out)).toHaveLength(4);
  lossy.close();
});

const listOf = (prompts: string[]) =>
  `model,image,prompt,seed\n${prompts.map((prompt) => `qwen-edit,${sample},${prompt},1\n`).join("")}`;

/** A way to the app that loses the answers to new batches until it is healed. */
async function startLossy(port: string) {
  let isLossy = true;
  const server = createServer((from, to) => {
    const { method, url, headers } = from;
    const onward = request({ host: "127.0.0.1", port, method, path: url, headers }, (answer) => {
      if (isLossy && method === "POST" && url === "/v1/batches") return void to.destroy();
      to.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(to);
    });
    onward.once("error", () => to.destroy());
    from.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port: own } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${own}`,
    heal() {
      isLossy = false;
    },
    close: () => void server.close(),
  };
}

/** How many jobs each batch has, newest first. */
async function batchCount(): Promise<number[]> {
  const answer = await fetch(`${app.url}/v1/batches`, { headers: { "x-api-key": key } });
  return (await answer.json()).data.map(({ counts }: { counts: { total: number } }) => counts.total);
}
