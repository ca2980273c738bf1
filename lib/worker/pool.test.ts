import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import type { AnyService } from "@/lib/define-service";
import { createPool, type Task } from "./pool";
import { hog, hoggingTool, holder, quitter, spy, thrower } from "./testing/odd-services";

/** What the process of a piece of work may do, and the errors of work that fails. */

const dir = mkdtempSync(join(tmpdir(), "nextscene-pool-"));
const services = new URL("./testing/odd-services.ts", import.meta.url).href;
const pool = createPool({ concurrency: 2, dir, log: () => {}, services });
afterAll(async () => {
  await pool.close();
  rmSync(dir, { recursive: true, force: true });
});

function ended(service: AnyService, input: Record<string, unknown> = { port: 0 }): Promise<Task> {
  return new Promise((resolve) => {
    const onChange = (task: Task) => {
      if (task.state !== "queued" && task.state !== "running") resolve(task);
    };
    pool.add({ service, seed: 1, fetchInput: async () => input, onChange });
  });
}

test.skipIf(process.platform !== "linux").each([
  ["the work itself", hog],
  ["a tool that it runs", hoggingTool],
])("work above its declared memory fails with a clear error: %s", async (_, of) => {
  const { state, error } = await ended(of);
  expect([state, error]).toEqual([
    "failed",
    expect.stringMatching(/^The work used \d+ MB of memory, more than its limit of 400 MB\.$/),
  ]);
});

test("its environment contains none of our secrets", async () => {
  vi.stubEnv("SECRET", "the secret that signs everything");
  vi.stubEnv("SERVICE_API_KEY", "the key of the pods");
  const { output } = await ended(spy);
  const { environment } = JSON.parse(String(output?.text));
  expect(environment).toMatchObject({ PATH: expect.any(String) });
  expect(Object.keys(environment).filter((name) => /SECRET|KEY|TOKEN|DATABASE|_URL/.test(name))).toEqual([]);
});

const canUnshare = [["--net"], ["--user", "--map-root-user", "--net"]].some(
  (how) => spawnSync("unshare", [...how, "true"]).status === 0,
);

test.skipIf(!canUnshare)("it reaches no network, not even this machine", async () => {
  const connected = vi.fn();
  const server = createServer(connected);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const { output } = await ended(spy, { port: typeof address === "object" ? address?.port : 0 });
  server.close();
  expect(JSON.parse(String(output?.text)).reached).toMatch(/ENETUNREACH|EHOSTUNREACH|ECONNREFUSED/);
  expect(connected).not.toHaveBeenCalled();
});

test("its error message, or its last output, is the task's error", async () => {
  expect(await ended(thrower, { port: 12 })).toMatchObject({
    state: "failed",
    error: "No face was found in frame 12.",
  });
  expect(await ended(quitter)).toMatchObject({
    state: "failed",
    error: "The worker process ended with code 3 before the work was done. The model file is damaged.",
  });
});

const processOf = async (megabytes = 0) => String((await ended(holder, { port: megabytes })).output?.text);

test("finished work leaves its process to the next, failed work does not", async () => {
  const first = await processOf();
  expect(await processOf()).toBe(first);
  await ended(thrower);
  expect(await processOf()).not.toBe(first);
});

test.skipIf(process.platform !== "linux")("a process that holds much memory takes no further work", async () => {
  const first = await processOf();
  expect(await processOf(300)).toBe(first);
  expect(await processOf()).not.toBe(first);
});

test("a process takes a limited number of pieces of work", async () => {
  const used = new Set<string>();
  for (let i = 0; i < 21; i++) used.add(await processOf());
  expect(used.size).toBeGreaterThan(1);
});
