import { existsSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { wrongIn } from "@/bench/chaos/invariant-check";
import { follow, upload } from "@/cli/film/api-client";
import { type CrashPoint, crashMark, crashPoints } from "@/lib/failpoint";
import type { Job, Step } from "@/lib/schemas/job";
import { sample, startApp, type TestApp } from "@/testing/app";
import { sandboxOf } from "@/testing/sandbox-admin";

/**
 * The web process is killed at each point between two writes or requests. In every case the job ends once, no accepted
 * work is submitted again, and the crash leaves no trace.
 */

type Row = {
  model?: string;
  /** Faults of the sandbox, in the prompt. `slow`: its webhook arrives when web is back. */
  faults?: string;
  /** What the caller does once the job exists; the crash happens in it when the row says `armed: "meanwhile"`. */
  meanwhile?: (job: Job, visit: Visit) => Promise<unknown>;
  /** From when on web may crash if not with the job: with the upload, or when `meanwhile` says so. */
  armed?: "upload" | "meanwhile";
  ends?: Job["status"];
  /** Submits that services accepted. */
  submits?: number;
  /** The result is copied to a URL of the caller. */
  toBucket?: boolean;
};

const submitAgain = (job: Job, visit: Visit) => visit.resolve(job, { action: "submit_again" });
const cancelled = {
  faults: "[fault:slow=20]",
  meanwhile: async (job: Job, visit: Visit) => {
    await visit.until(job, "waiting");
    await visit.arm();
    await visit.post(job.urls.cancel);
  },
  armed: "meanwhile",
  ends: "cancelled",
} as const;

const rows: Record<(typeof crashPoints)[number], Row> = {
  "mid-upload": { armed: "upload" },
  "after-job": {},
  "after-event": {},
  "after-start": {},
  // Unconfirmed: never submitted again automatically, a person decides.
  "after-intent": { meanwhile: submitAgain },
  "after-refusal": { faults: "[fault:submit-503]", meanwhile: submitAgain },
  "after-retrying": { faults: "[fault:submit-503]" },
  "after-accept": { faults: "[fault:slow=20]" },
  "after-response": { model: "next-scene", submits: 7 },
  "after-resolve": {
    model: "wan-i2v",
    faults: "[fault:submit-reset]",
    meanwhile: async (job, visit) => {
      await visit.until(job, "unconfirmed");
      await visit.arm();
      await visit.resolve(job, { action: "submit_again" });
    },
    armed: "meanwhile",
  },
  "after-inbox": { model: "wan-i2v" },
  "mid-keep": {},
  "after-rename": {},
  "after-asset": {},
  "after-output": { toBucket: true },
  "after-final-batch": {},
  "after-delivery": {},
  "after-cancel": cancelled,
  "after-give-back": cancelled,
};

/** A few apps, since each point needs its own one while others wait for recovery. */
const apps: TestApp[] = [];
const free: TestApp[] = [];
const queue: ((testApp: TestApp) => void)[] = [];
const jobsOf = new Map<TestApp, string[]>();
let bucket: Server;
let bucketUrl = "";

beforeAll(async () => {
  bucket = createServer((request, response) => request.resume().on("end", () => response.writeHead(200).end()));
  await new Promise<void>((resolve) => bucket.listen(0, "127.0.0.1", resolve));
  const address = bucket.address();
  const port = address && typeof address === "object" ? address.port : 0;
  bucketUrl = `http://127.0.0.1:${port}/film.mp4?signature=1`;
  const settings = { SANDBOX_INSTANT: "1", SANDBOX_CONCURRENCY: "16", WAN_I2V_TIMEOUT: "120" };
  const env = { ...settings, CRASH_AT: crashPoints.join(",") };
  const open = async () => {
    const testApp = await startApp(env, [`127.0.0.1/32:${port}`]);
    for (const point of crashPoints) writeFileSync(crashMark(testApp.dataDir, point), "");
    jobsOf.set(testApp, []);
    apps.push(testApp);
    free.push(testApp);
  };
  await Promise.all([open(), open(), open()]);
});
afterAll(async () => {
  bucket.close();
  await Promise.all(apps.map((testApp) => testApp.close()));
});

const takeApp = async () => free.pop() ?? new Promise<TestApp>((resolve) => queue.push(resolve));
function giveApp(testApp: TestApp): void {
  const next = queue.shift();
  if (next) next(testApp);
  else free.push(testApp);
}

/** A patient caller of one app, which crashes next at one point. */
function visit(testApp: TestApp, point: CrashPoint) {
  const { api, dataDir } = testApp;
  const mark = crashMark(dataDir, point);
  const headers = { "content-type": "application/json", "x-api-key": api.key, "idempotency-key": point };
  /**
   * Repeats until it is answered: web may be down, or killed before its response. 409: an earlier request succeeded.
   */
  const post = async (path: string, body?: unknown): Promise<Job> => {
    const init = { method: "POST", headers, body: JSON.stringify(body) };
    const { status, text } = await patiently(async () => {
      const response = await fetch(new URL(path, api.url), init);
      return { status: response.status, text: await response.text() };
    });
    if (status >= 400 && status !== 409) throw new Error(text);
    return JSON.parse(text);
  };
  const until = async (job: Job, status: Step["status"]) => {
    const found = new AbortController();
    await follow({ ...api, signal: found.signal }, job, (now) => {
      if (now.steps[0]?.status === status) found.abort();
    }).catch((error) => {
      if (!found.signal.aborted) throw error;
    });
    expect(found.signal.aborted, `${job.model} never was ${status}`).toBe(true);
  };
  return {
    /** From here on, the next time web passes the point it is killed. */
    arm: async () => rmSync(mark),
    hasCrashed: () => existsSync(mark),
    post,
    until,
    upload: () => patiently(() => upload(api, sample)),
    resolve: async (job: Job, body: unknown) => {
      await until(job, "unconfirmed");
      await post(`/v1/jobs/${job.id}/steps/${job.steps[0]?.key ?? ""}/resolve`, body);
    },
  };
}
type Visit = ReturnType<typeof visit>;

async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (tries === 1_000) throw error;
      await sleep(200);
    }
  }
}

test.concurrent.each(crashPoints)("a crash %s loses nothing and repeats nothing", async (point) => {
  const { model = "qwen-edit", faults = "", meanwhile, armed, ends = "completed", submits = 1, toBucket } = rows[point];
  const testApp = await takeApp();
  try {
    const caller = visit(testApp, point);
    const accepted = async () => (await sandboxOf(testApp).submits()).length;
    const before = await accepted();
    if (armed === "upload") await caller.arm();
    const input = [{ type: "image", url: await caller.upload() }];
    if (!armed) await caller.arm();
    const options = { prompt: `The dandelion, ${point}. ${faults}`.trim() };
    const given = { model, input, options, cache: false, webhookUrl: testApp.receiver.url };
    const job = await caller.post("/v1/generate", { ...given, ...(toBucket && { s3Url: bucketUrl }) });
    jobsOf.get(testApp)?.push(job.id);
    await meanwhile?.(job, caller);
    const ended = await follow(testApp.api, job, () => {});
    expect([ended.status, ended.error]).toEqual([ends, null]);
    expect(await wrongIn(testApp, jobsOf.get(testApp) ?? [])).toEqual([]);
    expect([caller.hasCrashed(), (await accepted()) - before]).toEqual([true, submits]);
  } finally {
    giveApp(testApp);
  }
});
