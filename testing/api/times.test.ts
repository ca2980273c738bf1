import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { follow, generate, upload } from "@/cli/film/api-client";
import { createClient } from "@/lib/client";
import type { Job, Step } from "@/lib/schemas/job";
import { sample, startApp, type TestApp } from "../app";
import { type Caller, callerOf } from "../caller";
import { sandboxOf } from "../sandbox-admin";

/** Where a job is in time: its place in a service's queue, and when it began. */

let house: TestApp;
let caller: Caller;
let picture: string;
beforeAll(async () => {
  house = await startApp({ SANDBOX_INSTANT: "1" });
  caller = callerOf(house, house.api.key);
  picture = await upload(house.api, sample);
});
afterAll(() => house?.close());

const start = (model: string, options: object, more: object = {}): Promise<Job> =>
  generate(house.api, { model, input: [{ type: "image", url: picture }], options, ...more });
const look = async ({ id }: Job): Promise<Job> => (await caller.get(`/v1/jobs/${id}`)).json();

/** A job whose service never answers, and what that service says of it meanwhile. */
async function held(prompt: string) {
  const job = await start("wan-talk", { prompt: `${prompt} [fault:no-webhook]`, audio_prompt: "So." });
  const submit = await vi.waitFor(async () => {
    const found = (await sandboxOf(house).submits()).find((one) => one.prompt === prompt);
    if (!found) throw new Error("It has not come.");
    return found;
  }, 120_000);
  const place = async () => {
    const { queuePosition, message } = (await look(job)).steps[0] as Step;
    return [queuePosition, message];
  };
  let times = 0;
  /** As services do it: again and again. */
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

test("a step has no place in the queue any more when its service says that it is at work", async () => {
  const { says, cancel } = await held("One.");
  await says({ status: "queued", queuePosition: 3, estimatedWaitTime: 600 }).toEqual(third);
  await says({ status: "processing" }).toEqual(atWork);
  await cancel();
});

test("nor when the time that its service named is over", async () => {
  const { says, cancel } = await held("Two.");
  await says({ status: "queued", queuePosition: 3, estimatedWaitTime: 600 }).toEqual(third);
  await says({ status: "queued", queuePosition: 3, estimatedWaitTime: 1 }).toEqual(atWork);
  await cancel();
});

test("a job that a person sets going again begins anew: an approval, a re-take, a retry", async () => {
  const job = await start("next-scene", { prompt: "Three." }, { review: true });
  let reviewed = job;
  for await (reviewed of createClient(house.api).events(job.id)) if (reviewed.status === "awaiting_review") break;
  await caller.post(`/v1/jobs/${job.id}/approve`);
  const first = await follow(house.api, job, () => {});
  const step = `/v1/jobs/${job.id}/steps/clip.1`;
  const queued: Job = await (await caller.post(`${step}/retake`, { prompt: "Four. [fault:wan-i2v:fail]" })).json();
  const second = await follow(house.api, queued, () => {});
  expect(second.status).toBe("failed");
  await caller.post(`/v1/jobs/${job.id}/retry`);
  const third = await follow(house.api, job, () => {});
  expect([queued.startedAt, queued.finishedAt]).toEqual([null, null]);
  const begun = [reviewed, first, second, third].map(({ startedAt }) => Date.parse(startedAt ?? ""));
  expect(begun).toEqual([...new Set(begun)].sort((a, b) => a - b));
  for (const [one, next] of [[first, second] as const, [second, third] as const]) {
    expect(Date.parse(next.startedAt ?? "")).toBeGreaterThanOrEqual(Date.parse(one.finishedAt ?? ""));
  }
  expect(third.createdAt).toBe(job.createdAt);
});
