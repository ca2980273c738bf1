import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { follow, generate, upload } from "@/cli/film/api-client";
import { createClient } from "@/lib/client";
import type { Job, Step } from "@/lib/schemas/job";
import { type Caller, callerOf } from "../caller";
import { sample } from "../sample";
import { sandboxOf } from "../sandbox-admin";
import { type SharedApp, sharedApp } from "../shared-app";

/** The times of a job: its place in a service's queue, and its start. */

let testApp: SharedApp;
let caller: Caller;
let picture: string;
beforeAll(async () => {
  testApp = await sharedApp();
  caller = callerOf(testApp, testApp.api.key);
  picture = await upload(testApp.api, sample);
});
afterAll(() => testApp?.close());

const start = (model: string, options: object, more: object = {}): Promise<Job> =>
  generate(testApp.api, { model, input: [{ type: "image", url: picture }], options, ...more });
const look = async ({ id }: Job): Promise<Job> => (await caller.get(`/v1/jobs/${id}`)).json();

/** A job whose service does not answer, and a function that sends its progress reports. */
async function held(prompt: string) {
  const job = await start("wan-talk", { prompt: `${prompt} [fault:no-webhook]`, audio_prompt: "So." });
  const submit = await vi.waitFor(async () => {
    const found = (await sandboxOf(testApp).submits()).find((one) => one.prompt === prompt);
    if (!found) throw new Error("It has not come.");
    return found;
  }, 120_000);
  const place = async () => {
    const { queuePosition, message } = (await look(job)).steps[0] as Step;
    return [queuePosition, message];
  };
  let times = 0;
  /** Repeats a report, like services do. */
  const says = (words: object) =>
    expect.poll(async () => {
      times += 1;
      const answer = await caller.post(new URL(submit.webhookUrl).pathname, { id: submit.id, ...words, times });
      expect(answer.status).toBe(200);
      return place();
    });
  return { says, cancel: () => caller.post(`/v1/jobs/${job.id}/cancel`) };
}
const third = [3, "Number 3 in the wan-talk queue."];
const atWork = [null, "wan-talk is working."];

test("a step loses its place in the queue when its service reports that it is running", async () => {
  const { says, cancel } = await held("One.");
  await says({ status: "queued", queuePosition: 3, estimatedWaitTime: 600 }).toEqual(third);
  await says({ status: "processing" }).toEqual(atWork);
  await cancel();
});

test("a step loses its place in the queue when the announced waiting time is over", async () => {
  const { says, cancel } = await held("Two.");
  await says({ status: "queued", queuePosition: 3, estimatedWaitTime: 600 }).toEqual(third);
  await says({ status: "queued", queuePosition: 3, estimatedWaitTime: 1 }).toEqual(atWork);
  await cancel();
});

test("an approval, a re-take and a retry reset the start of a job", async () => {
  const job = await start("next-scene", { prompt: "Three." }, { review: true });
  let reviewed = job;
  for await (reviewed of createClient(testApp.api).events(job.id)) if (reviewed.status === "awaiting_review") break;
  await caller.post(`/v1/jobs/${job.id}/approve`);
  for await (const { status } of createClient(testApp.api).events(job.id)) if (status === "awaiting_review") break;
  await caller.post(`/v1/jobs/${job.id}/approve`);
  const first = await follow(testApp.api, job, () => {});
  const step = `/v1/jobs/${job.id}/steps/clip.1`;
  const queued: Job = await (await caller.post(`${step}/retake`, { prompt: "Four. [fault:wan-i2v:fail]" })).json();
  const second = await follow(testApp.api, queued, () => {});
  expect(second.status).toBe("failed");
  await caller.post(`/v1/jobs/${job.id}/retry`);
  const third = await follow(testApp.api, job, () => {});
  expect([queued.startedAt, queued.finishedAt]).toEqual([null, null]);
  const begun = [reviewed, first, second, third].map(({ startedAt }) => Date.parse(startedAt ?? ""));
  expect(begun).toEqual([...new Set(begun)].sort((a, b) => a - b));
  for (const [one, next] of [[first, second] as const, [second, third] as const]) {
    expect(Date.parse(next.startedAt ?? "")).toBeGreaterThanOrEqual(Date.parse(one.finishedAt ?? ""));
  }
  expect(third.createdAt).toBe(job.createdAt);
});
