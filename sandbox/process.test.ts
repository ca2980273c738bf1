import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readSettings } from "./env";
import { openCaller } from "./testing/caller";
import { openReceiver, type Receiver } from "./testing/receiver";

const main = fileURLToPath(new URL("main.ts", import.meta.url));
let folder: string;
let receiver: Receiver;
const children: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "sandbox-process-"));
  receiver = await openReceiver({});
});
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await receiver.close();
  await rm(folder, { recursive: true, force: true });
});

function launch(env: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, ["--import", "tsx", main], {
    env: { NODE_ENV: "test", PATH: process.env.PATH, SANDBOX_PORT: "0", SANDBOX_DATA_DIR: folder, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  return child;
}

async function listening(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error("no output");
  for await (const line of createInterface(child.stdout)) {
    const entry: { event: string; url: string } = JSON.parse(line);
    if (entry.event === "listening") return entry.url;
  }
  throw new Error("it ended before it listened");
}

async function refusal(env: Record<string, string>): Promise<[code: number, line: string]> {
  const child = launch(env);
  let text = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  const [code] = await once(child, "close");
  return [code, text];
}

const headers = { "x-api-key": "k", "content-type": "application/json" };

function submit(url: string, options: object = {}) {
  const input = [{ type: "image", url: "data:," }];
  const body = JSON.stringify({ model: "wan-i2v", input, options, webhookUrl: `${receiver.url}/hook` });
  return fetch(`${url}/wan-i2v/v1/generate`, { method: "POST", headers, body });
}

test("a missing key, a wrong setting and a taken port print one clear line each", async () => {
  const running = await openCaller({ instant: "bare" });
  const port = new URL(running.sandbox.url).port;
  const [missing, wrong, taken] = await Promise.all([
    refusal({}),
    refusal({ SERVICE_API_KEY: "k", SANDBOX_CONCURRENCY: "many" }),
    refusal({ SERVICE_API_KEY: "k", SANDBOX_PORT: port }),
  ]);
  await running.close();
  expect(missing).toEqual([1, "SERVICE_API_KEY is missing: set the key that callers send as X-API-Key\n"]);
  expect(wrong).toEqual([1, 'SANDBOX_CONCURRENCY must be a whole number from 1 to 64, not "many"\n']);
  expect(taken).toEqual([1, "SANDBOX_PORT is in use: another program listens there already\n"]);
});

test("an accepted submit is on disk before its answer: a kill loses no line", async () => {
  const env = { SERVICE_API_KEY: "k", SANDBOX_INSTANT: "bare", SANDBOX_SUBMIT_LOG: "1", SANDBOX_CONCURRENCY: "1" };
  const first = launch(env);
  const url = await listening(first);
  const ids: string[] = [];
  for (const prompt of ["", "[fault:slow=60]", ""]) {
    const { id }: { id: string } = await (await submit(url, { prompt })).json();
    ids.push(id);
    if (prompt === "") continue;
    await receiver.until("/hook");
  }
  first.kill("SIGKILL");
  await once(first, "close");
  expect((await readFile(path.join(folder, "submits.jsonl"), "utf8")).trim().split("\n").length).toBeGreaterThanOrEqual(
    5,
  );

  const second = launch(env);
  const again = await listening(second);
  const { submits }: { submits: { id: string; state: string }[] } = await (
    await fetch(`${again}/admin/submits`, { headers })
  ).json();
  expect(submits.map(({ id, state }) => [id, state])).toEqual([
    [ids[0], "completed"],
    [ids[1], "lost"],
    [ids[2], "lost"],
  ]);
  second.kill("SIGTERM");
  expect(await once(second, "close")).toEqual([0, null]);
});

test("what a vendor accepted is on disk before it is answered, too", async () => {
  const log = path.join(folder, "vendors.jsonl");
  const env = { SERVICE_API_KEY: "k", SANDBOX_INSTANT: "1", SANDBOX_SUBMIT_LOG: log };
  const first = launch(env);
  const request = {
    method: "POST",
    headers: { authorization: "Key k" },
    body: JSON.stringify({ prompt: "[fault:slow=60]" }),
  };
  const response = await fetch(`${await listening(first)}/fal/fal-ai/flux/dev`, request);
  const { request_id: id }: { request_id: string } = await response.json();
  first.kill("SIGKILL");
  await once(first, "close");
  const second = launch(env);
  const answer = await fetch(`${await listening(second)}/admin/submits`, { headers });
  const { submits }: { submits: object[] } = await answer.json();
  expect(submits).toEqual([expect.objectContaining({ id, service: "fal", state: "lost", webhookUrl: null })]);
  second.kill("SIGTERM");
  await once(second, "close");
});

test("SIGTERM ends it with exit code 0 during work", async () => {
  const child = launch({ SERVICE_API_KEY: "k" });
  const url = await listening(child);
  await submit(url, { prompt: "[fault:slow=60]" });
  child.kill("SIGTERM");
  expect(await once(child, "close")).toEqual([0, null]);
});

test("settings have their documented defaults", () => {
  expect(readSettings({ SERVICE_API_KEY: "k" })).toEqual({
    apiKey: "k",
    port: 8290,
    host: "127.0.0.1",
    concurrency: 2,
    instant: false,
    dataDir: path.join(os.tmpdir(), "nextscene-sandbox-8290"),
    submitLog: null,
    ffmpegPath: null,
    ffprobePath: null,
  });
});

test("a bare instant sandbox answers at once, without media and without reading its inputs", async () => {
  const caller = await openCaller({ instant: "bare" });
  const input = [{ type: "image", url: "http://127.0.0.1:1/nothing-is-here.jpg" }];
  expect(await caller.run("wan-i2v", { input })).toMatchObject({ status: "completed", localUrl: [] });
  await caller.close();
});
