import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, watch } from "node:fs";
import { createServer as createHttpServer, request as httpRequest } from "node:http";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { followLink } from "@/testing/sign-in-link";
import { createShortKey } from "./database";
import { claimPort } from "./ports";
import { familyOf, isRunning, procFile } from "./process-table";
import { planStart, type Settings } from "./settings";
import { root } from "./spawn";
import { startAll } from "./supervisor";

let dataDir: string;
const started: ChildProcess[] = [];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "nextscene-cli-"));
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
  rmSync(dataDir, { recursive: true, force: true });
});

const gone = (pids: number[]) => vi.waitFor(() => expect(pids.filter(isRunning)).toEqual([]), { timeout: 120_000 });

const withoutNpm = [process.execPath, "--import", "tsx", join(root, "cli/commands/start.ts")];

/** Runs the start command on its own ports until it has printed its link; by default without npm. */
async function start([file = "", ...args] = withoutNpm): Promise<{
  child: ChildProcess;
  pids: number[];
  output: string;
  printed: () => string;
}> {
  const ports = await Promise.all(
    ["PORT", "ENGINE_PORT", "WORK_PORT", "SANDBOX_PORT"].map((name) => claimPort(0, "127.0.0.1", name)),
  );
  const [PORT, ENGINE_PORT, WORK_PORT, SANDBOX_PORT] = ports.map(String);
  const env = { ...process.env, PORT, ENGINE_PORT, WORK_PORT, SANDBOX_PORT, DATA_DIR: dataDir };
  const child = spawn(file, args, { cwd: root, env });
  started.push(child);
  let output = "";
  await new Promise<void>((resolve, reject) => {
    child.stderr.on("data", (chunk) => (output += chunk));
    child.stdout.on("data", (chunk) => {
      output += chunk;
      if (output.includes("Open Nextscene")) resolve();
    });
    child.once("exit", () => reject(new Error(output)));
  });
  return { child, pids: familyOf([child.pid ?? 0]), output, printed: () => output };
}

/** The command line of the web process, or of Next's build. */
const isNext = (command: string) =>
  /\/\.next-programs\/\w+\/web\.js|\/node_modules\/next\/dist\/bin\/next/.test(command);
const exitCode = (child: ChildProcess) => new Promise<number | null>((resolve) => child.once("exit", resolve));

test("the processes run as built, so that they start quickly", async () => {
  const app = await startAll({ ports: "free", dataDir, quiet: true });
  try {
    const children = familyOf(Object.values(app.pids));
    const commands = children.map((pid) => procFile(pid, "cmdline"));
    expect(children.length).toBeGreaterThan(4); // the work process has a child that waits for work
    expect(commands.filter((command) => !command.includes("/.next-programs/"))).toEqual([]);
  } finally {
    await app.stop();
  }
});

test("free ports are not picked twice, also before anything listens there", async () => {
  const ports = await Promise.all(Array.from({ length: 1_000 }, () => claimPort(0, "127.0.0.1", "PORT")));
  expect(new Set(ports).size).toBe(ports.length);
});

test("a start is refused when another app takes its port and answers there", async () => {
  const names = ["web", "engine", "work", "sandbox"] as const;
  const [web = 0, engine = 0, work = 0, sandbox = 0] = await Promise.all(
    names.map((name) => claimPort(0, "127.0.0.1", name)),
  );
  const health = { status: "ok", instance: "another" };
  const other = createHttpServer((_, response) => response.end(JSON.stringify(health)));
  const ports = { web, engine, work, sandbox };
  // The ports have been checked when the database is made, which the web process waits for.
  const watcher = watch(dataDir, (_, name) => {
    if (name !== "nextscene.db") return;
    watcher.close();
    other.listen(web, "127.0.0.1");
  });
  await expect(startAll({ ports, dataDir, quiet: true })).rejects.toThrow(/web ended .*EADDRINUSE/s);
  await new Promise((resolve) => other.close(resolve));
});

test("the API needs no Next: it answers when the pages cannot be loaded, which the log says", async () => {
  const lines: string[] = [];
  const env = { NEXT_DIST_DIR: ".next-never-built" };
  const app = await startAll({ ports: "free", dataDir, quiet: true, env, onLine: (_, line) => lines.push(line) });
  try {
    const { key } = await createShortKey(app.settings, "no pages");
    const models = await fetch(`${app.url}/v1/models`, { headers: { "x-api-key": key } });
    const page = await fetch(`${app.url}/`);
    expect([models.status, page.status]).toEqual([200, 500]);
    await vi.waitFor(() => expect(lines.join("\n")).toContain("A page could not be served."));
  } finally {
    await app.stop();
  }
});

test("in development Next serves the API and the pages, and stopping leaves no process", async () => {
  const app = await startAll({ dev: true, ports: "free", dataDir, quiet: true });
  const pids = familyOf(Object.values(app.pids));
  try {
    const { key } = await createShortKey(app.settings, "dev");
    const models = await fetch(`${app.url}/v1/models`, { headers: { "x-api-key": key } });
    expect(models.status).toBe(200);
    const cookie = (await followLink(app.signInUrl)).headers.get("set-cookie") ?? "";
    const page = await fetch(`${app.url}/`, { headers: { cookie }, redirect: "error" });
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("Nextscene")]);
  } finally {
    await app.stop();
  }
  await gone(pids);
});

test("a start on free ports is healthy, signs in and complains of nothing, and stopping it leaves no process", async () => {
  const lines: string[] = [];
  const app = await startAll({ ports: "free", dataDir, quiet: true, onLine: (_, line) => lines.push(line) });
  const pids = familyOf(Object.values(app.pids));
  try {
    expect(Object.keys(app.pids).sort()).toEqual(["engine", "sandbox", "web", "work"]);
    const health = await fetch(`${app.url}/health`);
    expect(await health.json()).toMatchObject({ status: "ok" });
    const link = await followLink(app.signInUrl);
    expect([link.status, link.headers.get("set-cookie")]).toEqual([303, expect.stringContaining("HttpOnly")]);
    expect(statSync(join(dataDir, "secret")).mode & 0o777).toBe(0o600);
    const cookie = link.headers.get("set-cookie") ?? "";
    for (const path of ["/", "/jobs", "/settings"])
      expect((await fetch(app.url + path, { headers: { cookie } })).status).toBe(200);
    expect(lines.filter((line) => /error|warn/i.test(line))).toEqual([]);
  } finally {
    await app.stop();
  }
  await gone(pids);
});

test("a process that dies restarts, and the app becomes healthy again", async () => {
  const app = await startAll({ ports: "free", dataDir, quiet: true });
  try {
    const before = app.pids.engine ?? 0;
    process.kill(before, "SIGKILL");
    await vi.waitFor(() => expect([before, undefined]).not.toContain(app.pids.engine), { timeout: 120_000 });
    const answer = async () => expect((await fetch(`${app.settings.INNGEST_BASE_URL}/health`)).status).toBe(200);
    await vi.waitFor(answer, { timeout: 120_000, interval: 200 });
  } finally {
    await app.stop();
  }
});

test("Ctrl-C ends all processes with exit code 0", async () => {
  const { child, pids, output } = await start();
  expect(output).toContain("/sign-in?token=");
  expect(output).not.toMatch(/▲ Next|Ready in|Warning/);
  const code = exitCode(child);
  child.kill("SIGINT");
  expect(await code).toBe(0);
  await gone(pids);
});

test("TERM to `npm start` itself: it waits for its processes, with exit code 0", async () => {
  const { child, pids } = await start(["npm", "start"]);
  const code = exitCode(child);
  child.kill("SIGTERM");
  expect(await code).toBe(0);
  expect(pids.filter(isRunning)).toEqual([]);
});

test("TERM: running requests finish, streams and connections without a request end, and the exit code is 0", async () => {
  const { child, pids, output, printed } = await start();
  const url = /(http:\S+)\/sign-in/.exec(output)?.[1] ?? "";
  const { key } = await createShortKey({ ...(process.env as Settings), DATA_DIR: dataDir }, "term");
  const headers = { "x-api-key": key, "content-type": "image/jpeg" };
  /** Half an upload and a stream; `finish` sends the other half and returns the status. */
  const begin = async () => {
    const bytes = readFileSync(join(root, "public/sample.jpg"));
    const stream = await fetch(`${url}/v1/events`, { headers });
    const request = httpRequest(`${url}/v1/uploads`, {
      method: "POST",
      headers: { ...headers, "content-length": bytes.length },
    });
    const answer = new Promise<number>((resolve, reject) => {
      request.on("response", (response) => resolve(response.resume().statusCode ?? 0)).on("error", reject);
    });
    request.write(bytes.subarray(0, 70_000));
    await vi.waitFor(() => expect(readdirSync(join(dataDir, "media/.tmp"))).not.toEqual([]), { timeout: 120_000 });
    const finish = async () => {
      await stream.text();
      request.end(bytes.subarray(70_000));
      return answer;
    };
    return finish;
  };
  const web = pids.find((pid) => isNext(procFile(pid, "cmdline"))) ?? 0;
  const finishOne = await begin();
  // Browsers open connections before they need them.
  const spare = connect(Number(new URL(url).port), new URL(url).hostname);
  await once(spare, "connect");
  process.kill(web, "SIGTERM");
  expect(await finishOne()).toBe(201);
  await vi.waitFor(() => expect(printed()).toContain("ended with code 0"), { timeout: 120_000 });
  await vi.waitFor(async () => expect((await fetch(`${url}/health`)).status).toBe(200), { timeout: 120_000 });

  const finishOther = await begin();
  const code = exitCode(child);
  child.kill("SIGTERM");
  expect(await finishOther()).toBe(200); // the same picture again
  expect(await code).toBe(0);
  await gone(pids);
});

test("a killed supervisor leaves no process behind", async () => {
  const { child, pids } = await start();
  expect(pids.length).toBeGreaterThanOrEqual(4);
  child.kill("SIGKILL");
  await gone(pids);
});

test.each(["PORT", "ENGINE_PORT", "WORK_PORT", "SANDBOX_PORT"])(
  "a port in use gives one line that names its setting: %s",
  async (name) => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const address = other.address();
    const port = address && typeof address === "object" ? address.port : 0;
    const process = { PORT: "web", ENGINE_PORT: "engine", WORK_PORT: "work" }[name] ?? "sandbox";
    const ports = { web: 0, engine: 0, work: 0, sandbox: 0, [process]: port };
    const starting = planStart({ dataDir, ports });
    await expect(starting).rejects.toThrow(`Port ${port} is in use: set ${name} to another one.`);
    other.close();
  },
);

test("a configured Inngest replaces the engine, and a service with a URL the sandbox", async () => {
  const processes = async (env: Record<string, string>) => (await planStart({ ports: "free", dataDir, env })).processes;
  const inngest = { INNGEST_BASE_URL: "http://127.0.0.1:1", INNGEST_SIGNING_KEY: "abcd", SERVICE_API_KEY: "key" };
  const urls = Object.fromEntries(
    ["QWEN_VL", "QWEN_EDIT", "WAN_I2V", "WAN_TALK", "CONCAT_UPSCALE"].map((name) => [
      `${name}_URL`,
      "https://example.com",
    ]),
  );
  expect(await processes({})).toEqual(["web", "engine", "work", "sandbox"]);
  expect(await processes(inngest)).toEqual(["web", "work", "sandbox"]);
  expect(await processes({ ...inngest, WAN_I2V_URL: "https://example.com" })).toEqual(["web", "work", "sandbox"]);
  expect(await processes({ ...inngest, ...urls })).toEqual(["web", "work"]);
});

test("remote services without a key are refused before anything starts", async () => {
  const starting = planStart({ ports: "free", dataDir, env: { WAN_I2V_URL: "https://example.com" } });
  await expect(starting).rejects.toThrow("SERVICE_API_KEY is missing");
});
