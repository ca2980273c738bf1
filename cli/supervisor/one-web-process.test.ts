import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createShortKey, listApiKeys } from "./database";
import { programArguments } from "./programs";
import { root } from "./spawn";
import { CannotStart } from "./startup-error";
import { type Running, startAll } from "./supervisor";

/** Only one web process may use a database file. */

const dataDir = mkdtempSync(join(tmpdir(), "nextscene-one-"));
let app: Running;
beforeAll(async () => {
  app = await startAll({ ports: "free", dataDir, quiet: true });
});
afterAll(async () => {
  await app?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const fault =
  "The database of DATABASE_URL, by default in DATA_DIR, cannot be used: Another web process uses it. Stop that one, or set DATABASE_URL to a database server, which several can share.";

test("a second start on the same file is refused in one line, and the first keeps running", async () => {
  const second = startAll({ ports: "free", dataDir, quiet: true });
  await expect(second).rejects.toEqual(new CannotStart(fault));
  const response = await fetch(`${app.url}/health`);
  expect(await response.json()).toMatchObject({ status: "ok" });
});

test("a second web process without the supervisor also refuses", async () => {
  const env = { ...app.settings, PATH: process.env.PATH } as unknown as NodeJS.ProcessEnv;
  const child = spawn(process.execPath, [...programArguments("web"), "--port", "0"], { cwd: root, env });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const code = await new Promise((resolve) => child.once("close", resolve));
  expect([code, output.split("\n").filter((line) => line.includes("DATABASE_URL"))]).toEqual([1, [fault]]);
});

test("commands read the database while the app runs", async () => {
  const { id } = await createShortKey(app.settings, "beside");
  expect(await listApiKeys(app.settings)).toContain(id);
});

test("a killed web process leaves no lock behind: the next one starts", async () => {
  const killed = app.pids.web ?? 0;
  process.kill(killed, "SIGKILL");
  await vi.waitFor(
    async () => {
      const response = await fetch(`${app.url}/health`);
      expect([response.status, app.pids.web !== killed]).toEqual([200, true]);
    },
    { timeout: 120_000, interval: 200 },
  );
});
