import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "libsql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generate, upload } from "@/cli/film/api-client";
import { sample, startApp, type TestApp } from "@/testing/app";

/**
 * Data that a power cut must not lose is on the disk before any message that follows from it leaves the web process:
 * checked in the system calls of the real process while one job runs.
 */

/** False where the system does not allow to trace a process. */
const tracer = spawnSync("strace", ["-o", "/dev/null", "true"]).status === 0;
let testApp: TestApp;
let strace: ChildProcess | undefined;
let calls: SystemCall[] = [];
/** Values of the one job's rows, to find them in the trace. */
let job: { id: string; tokenHash: string; bodyHash: string; callId: string; deliveryId: string };

beforeAll(async () => {
  if (!tracer) return;
  testApp = await startApp({ SANDBOX_INSTANT: "1" });
  const picture = await upload(testApp.api, sample);
  const file = join(testApp.dataDir, "strace.txt");
  const only = "trace=pwrite64,fdatasync,fsync,connect,write,writev,sendto,sendmsg";
  strace = spawn("strace", ["-f", "-y", "-s", "8192", "-o", file, "-e", only, "-p", String(testApp.app.pids.web)]);
  await new Promise<void>((resolve, reject) => {
    strace?.stderr?.on("data", (text) => /attached/.test(String(text)) && resolve());
    strace?.once("close", (code) => reject(new Error(`strace ended with ${code}.`)));
  });
  const asked = {
    model: "qwen-edit",
    input: [{ type: "image", url: picture }],
    options: { prompt: "Night." },
    webhookUrl: testApp.receiver.url,
  };
  const { id } = await generate(testApp.api, asked);
  await testApp.receiver.webhookOf(id);
  const ended = new Promise((resolve) => strace?.once("exit", resolve));
  strace.kill("SIGINT");
  await ended;
  calls = systemCalls(readFileSync(file, "latin1"));
  const database = new Database(join(testApp.dataDir, "nextscene.db"));
  const row = (sql: string) => database.prepare(sql).raw(true).get(id) as string[];
  const [callId = "", tokenHash = ""] = row("select id, token_hash from calls where job_id = ?");
  const inbox = "select body_hash from inbox where call_id = (select id from calls where job_id = ?)";
  const [bodyHash = ""] = row(inbox);
  const [deliveryId = ""] = row("select id from deliveries where job_id = ?");
  database.close();
  job = { id, callId, tokenHash, bodyHash, deliveryId };
});
afterAll(async () => {
  strace?.kill("SIGKILL");
  await testApp?.close();
});

test.skipIf(!tracer).each<[string, () => { row: string; leaves: RegExp }]>([
  [
    "the job, before the response to its caller",
    () => ({ row: job.id, leaves: new RegExp(`HTTP/1.1 202.*${job.id}`, "s") }),
  ],
  [
    "the intent to submit, before the service is asked",
    () => ({ row: job.tokenHash, leaves: new RegExp(`POST /.*api/answers/${job.callId}/`, "s") }),
  ],
  [
    "a service's answer, before the service is told",
    () => ({ row: job.bodyHash, leaves: /HTTP\/1\.1 200.*\\"received\\":true/s }),
  ],
  [
    "the end of the job, before the caller's webhook",
    () => ({ row: job.deliveryId, leaves: new RegExp(`webhook-id: ${job.deliveryId}`, "i") }),
  ],
])("on the disk: %s", (_, of) => {
  const { row, leaves } = of();
  const written = calls.findIndex(({ name, file, text }) => name === "pwrite64" && isLog(file) && text.includes(row));
  const left = calls.findIndex(({ name, text }) => /^(write|writev|send)/.test(name) && leaves.test(text));
  const synced = calls.some(
    ({ name, file, end }, begin) => /^f(data)?sync$/.test(name) && isLog(file) && begin > written && end < left,
  );
  expect({ isWritten: written >= 0, hasLeft: left > written, synced }).toEqual({
    isWritten: true,
    hasLeft: true,
    synced: true,
  });
});

const isLog = (file: string) => file.endsWith("nextscene.db-wal");

/** One system call of a thread: its position in the trace, and in `end` the position where it had returned. */
type SystemCall = { name: string; file: string; text: string; end: number };

function systemCalls(trace: string): SystemCall[] {
  const found: SystemCall[] = [];
  const open = new Map<string, SystemCall>();
  for (const line of trace.split("\n")) {
    const [, thread = "", rest = ""] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    const resumed = /^<\.\.\. \w+ resumed>/.test(rest);
    const begun = resumed ? open.get(thread) : undefined;
    if (begun) begun.end = found.length;
    const [, name = "", file = ""] = /^(\w+)\(\d+<([^>]*)>/.exec(rest) ?? [];
    if (!name) continue;
    const call = { name, file, text: rest, end: found.length };
    if (rest.endsWith("<unfinished ...>")) {
      call.end = Infinity;
      open.set(thread, call);
    }
    found.push(call);
  }
  return found;
}
