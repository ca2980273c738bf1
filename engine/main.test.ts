import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { KEYS } from "./testing";

const GOOD = { INNGEST_SIGNING_KEY: KEYS.signingKey, INNGEST_EVENT_KEY: KEYS.eventKey, ENGINE_PORT: "0" };

function start(settings: Record<string, string>) {
  const env = { NODE_ENV: "test" as const, PATH: process.env.PATH ?? "", ...settings };
  const child = spawn(process.execPath, ["--import", "tsx", "engine/main.ts"], { env });
  onTestFinished(() => void child.kill("SIGKILL"));
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => {
    output.stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    output.stderr += chunk;
  });
  const exit = new Promise<number | null>((resolve) => child.on("close", resolve));
  return { child, output, exit };
}

const firstLine = (child: ChildProcessWithoutNullStreams) =>
  new Promise<string>((resolve) => child.stdout.once("data", (chunk) => resolve(String(chunk))));

test("the engine prints its address, answers, and exits with 0 on SIGTERM", async () => {
  const { child, exit } = start(GOOD);
  const { event, url } = JSON.parse(await firstLine(child));
  expect(event).toBe("listening");
  expect((await fetch(`${url}/health`)).status).toBe(200);
  child.kill("SIGTERM");
  expect(await exit).toBe(0);
});

test.each([
  ["no signing key", { INNGEST_SIGNING_KEY: "" }, "INNGEST_SIGNING_KEY"],
  ["a signing key that is not hexadecimal", { INNGEST_SIGNING_KEY: "secret!" }, "INNGEST_SIGNING_KEY"],
  ["no event key", { INNGEST_EVENT_KEY: "" }, "INNGEST_EVENT_KEY"],
  ["a port that is none", { ENGINE_PORT: "http" }, "ENGINE_PORT"],
])("%s: one line that names the setting, and exit 1", async (_, settings, name) => {
  const { output, exit } = start({ ...GOOD, ...settings });
  expect(await exit).toBe(1);
  expect(output.stderr.trim().split("\n")).toEqual([expect.stringContaining(name)]);
  expect(output.stderr + output.stdout).not.toContain("secret!");
});

test("a port in use: one line that names ENGINE_PORT, and exit 1", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void other.close());
  const { output, exit } = start({ ...GOOD, ENGINE_PORT: String((other.address() as AddressInfo).port) });
  expect(await exit).toBe(1);
  expect(output.stderr.trim().split("\n")).toEqual([expect.stringContaining("ENGINE_PORT")]);
});
