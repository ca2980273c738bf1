import { afterAll, beforeAll, expect, test } from "vitest";
import { type House, openHouse, sample } from "@/bench/house";
import { sandboxOf } from "@/bench/sandbox-admin";
import { follow, generate, upload } from "@/cli/api-client";
import { createApiKey } from "@/cli/database";
import type { Job, ProblemBody, Step } from "@/lib/job";

/** Takes and reviews through the public door; the sandbox's log of accepted submits tells what was really asked. */

let house: House;
let sandbox: ReturnType<typeof sandboxOf>;
let picture: string;

beforeAll(async () => {
  house = await openHouse({ SANDBOX_INSTANT: "1" });
  sandbox = sandboxOf(house);
  picture = await upload(house.api, sample);
});
afterAll(() => house?.close());

let films = 0;
const start = (more: Record<string, unknown> = {}) => {
  films += 1;
  return generate(house.api, {
    model: "next-scene",
    input: [{ type: "image", url: picture }],
    options: { prompt: `Evening ${films} comes over the meadow.`, seed: films },
    ...more,
  });
};
const ended = (job: Job) => follow(house.api, job, () => {});
const film = async (more?: Record<string, unknown>) => ended(await start(more));

async function post(path: string, body?: unknown, key = house.api.key) {
  const headers = { "x-api-key": key, ...(body !== undefined && { "content-type": "application/json" }) };
  const init = { method: "POST", headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const answer = await fetch(new URL(path, house.api.url), init);
  return { status: answer.status, json: (await answer.json()) as Job & Pick<ProblemBody, "detail" | "errors"> };
}
const retake = (job: Job, step: string, body: unknown = {}) =>
  post(`/v1/jobs/${job.id}/steps/${encodeURIComponent(step)}/retake`, body);
const choose = (job: Job, step: string, take: number) =>
  post(`/v1/jobs/${job.id}/steps/${encodeURIComponent(step)}/choose`, { take });

function step(job: Job, name: string): Step {
  const found = job.steps.find((one) => one.name === name);
  if (!found) throw new Error(`There is no step "${name}".`);
  return found;
}
const services = async (work: () => Promise<unknown>) => {
  const before = (await sandbox.submits()).length;
  await work();
  return (await sandbox.submits())
    .slice(before)
    .map(({ service }) => service)
    .sort();
};

/** Follows a job until it waits for a review. */
async function reviewed(job: Job): Promise<Job> {
  const found = new AbortController();
  let seen = job;
  const api = { ...house.api, signal: AbortSignal.any([found.signal, AbortSignal.timeout(120_000)]) };
  await follow(api, job, (now) => {
    seen = now;
    if (now.status === "awaiting_review") found.abort();
  }).catch((error) => {
    if (!found.signal.aborted) throw error;
  });
  return seen;
}

test("a re-taken keyframe makes its clip and the film again, and nothing else", async () => {
  const first = await film();
  expect(step(first, "scene 2: keyframe").takes).toEqual([]);
  let second = first;
  const asked = await services(async () => {
    const { status, json } = await retake(first, "scene 2: keyframe", { prompt: "The meadow from above.", seed: 5 });
    expect(status).toBe(202);
    expect(step(json, "scene 2: keyframe")).toMatchObject({ status: "pending" });
    expect(step(json, "scene 1: clip")).toMatchObject({ status: "succeeded" });
    expect(json.localUrl).toHaveLength(1); // the film so far
    second = await ended(json);
  });
  expect(second.status).toBe("completed");
  const keyframe = step(second, "scene 2: keyframe");
  expect(keyframe).toMatchObject({ prompt: "The meadow from above.", seed: 5, status: "succeeded" });
  expect(keyframe.takes).toMatchObject([
    { number: 1, chosen: false, status: "succeeded", prompt: step(first, "scene 2: keyframe").prompt },
    { number: 2, chosen: true, status: "succeeded", prompt: "The meadow from above.", seed: 5 },
  ]);
  expect(asked).toEqual(["concat-upscale", "qwen-edit", "wan-i2v"]);
  expect(step(second, "scene 2: clip").inputs[0]?.sha256).toBe(keyframe.outputs[0]?.sha256);
  expect(second.outputs[0]?.sha256).not.toBe(first.outputs[0]?.sha256);
});

test("what follows from a re-taken step is made of the new one", async () => {
  const first = await film();
  let second = first;
  const asked = await services(async () => {
    second = await ended((await retake(first, "scene 1: clip", { prompt: "She turns round." })).json);
  });
  expect(asked).toEqual(["concat-upscale", "wan-i2v"]);
  expect(step(second, "scene 1: clip").prompt).toBe("She turns round.");
  const written = await services(async () => {
    second = await ended((await retake(first, "write the scenes", { prompt: "Winter comes over the meadow." })).json);
  });
  expect(second.status).toBe("completed");
  // New scenes are painted and moved; the clip that a person gave a text keeps it.
  const thrice = (service: string) => [service, service, service];
  expect(written).toEqual(["concat-upscale", ...thrice("qwen-edit"), ...thrice("wan-i2v")]);
  expect(step(second, "write the scenes").takes).toHaveLength(2);
  expect(step(second, "scene 1: clip").prompt).toBe("She turns round.");
});

test("an earlier take is chosen without asking anybody, and the later one stays", async () => {
  const first = await film();
  const name = "scene 3: clip";
  const second = await ended((await retake(first, name)).json);
  expect(step(second, name).seed).not.toBe(step(first, name).seed);
  let third = second;
  expect(
    await services(async () => {
      const { status, json } = await choose(second, name, 1);
      expect(status).toBe(202);
      third = await ended(json);
    }),
  ).toEqual([]);
  expect(step(third, name)).toMatchObject({ seed: step(first, name).seed, status: "succeeded" });
  expect(step(third, name).takes.map(({ number, chosen }) => [number, chosen])).toEqual([
    [1, true],
    [2, false],
  ]);
  expect(third.status).toBe("completed");
  expect(third.cost.actual).toBe(second.cost.actual);
});

test("a clip's earlier take brings back the keyframe it was made of", async () => {
  const first = await film();
  const second = await ended((await retake(first, "scene 1: keyframe", {})).json);
  expect(step(second, "scene 1: clip").takes).toHaveLength(2);
  const third = await ended((await choose(second, "scene 1: clip", 1)).json);
  expect(step(third, "scene 1: keyframe").takes.map(({ chosen }) => chosen)).toEqual([true, false]);
  expect(step(third, "scene 1: clip").inputs.map(({ sha256 }) => sha256)).toEqual(
    step(first, "scene 1: clip").inputs.map(({ sha256 }) => sha256),
  );
});

test("a clip is re-taken with another model, and each take tells who made it", async () => {
  const first = await film();
  const name = "scene 2: clip";
  const words = { model: "wan-talk", audio_prompt: "Listen to the wind." };
  const quote = await post(`/v1/jobs/${first.id}/steps/${encodeURIComponent(name)}/retake?dry_run=true`, words);
  expect(quote.json.steps.find((one) => one.name === name)).toMatchObject({ service: "wan-talk" });
  let second = first;
  const asked = await services(async () => {
    const { status, json } = await retake(first, name, words);
    expect([status, step(json, name)]).toMatchObject([202, { service: "wan-talk", status: "pending" }]);
    second = await ended(json);
  });
  expect(asked).toEqual(["concat-upscale", "wan-talk"]);
  expect(second.cost.actual).toBeCloseTo(first.cost.actual + quote.json.cost.estimated, 6);
  const { prompt, seed } = step(first, name);
  expect(step(second, name)).toMatchObject({ service: "wan-talk", status: "succeeded", prompt, seed });
  expect(step(second, name).takes).toMatchObject([
    { service: "wan-i2v", chosen: false },
    { service: "wan-talk", chosen: true },
  ]);
  expect(second.outputs[0]?.sha256).not.toBe(first.outputs[0]?.sha256);
  // What is changed after that is asked of the same model, and the first take is found again with its own.
  const third = await ended((await retake(second, name, { seed: 99 })).json);
  expect(step(third, name).takes.map(({ service }) => service)).toEqual(["wan-i2v", "wan-talk", "wan-talk"]);
  expect(await retake(third, name, { model: "wan-i2v", seed })).toMatchObject({
    status: 409,
    json: { detail: expect.stringContaining("This is take 1") },
  });
  const back = await services(async () => {
    const fourth = await ended((await choose(third, name, 1)).json);
    expect(step(fourth, name)).toMatchObject({ service: "wan-i2v", status: "succeeded" });
  });
  expect(back).toEqual([]);
});

test("the result of before is there for every route while a re-take runs, and after it failed or was cancelled", async () => {
  const first = await film();
  const name = "scene 2: clip";
  const get = (path: string) => fetch(`${first.urls.self}/${path}`, { headers: { "x-api-key": house.api.key } });
  const isThere = async (job: Job, status: Job["status"][]) => {
    expect(status).toContain(job.status);
    expect(job.outputs.map(({ id }) => id)).toEqual(first.outputs.map(({ id }) => id));
    for (const path of ["video", "thumbnail", "video/metadata"]) {
      const answer = await get(path);
      expect([path, answer.status]).toEqual([path, 200]);
      await answer.arrayBuffer();
    }
    expect((await get("video")).headers.get("etag")).toBe(`"${first.outputs[0]?.sha256}"`);
  };
  const running = (await retake(first, name, { prompt: "A long one. [fault:wan-i2v:no-webhook]" })).json;
  await isThere(running, ["queued", "running"]);
  await post(`/v1/jobs/${first.id}/cancel`);
  await isThere(await ended(running), ["cancelled"]);
  const failing = (await retake(first, name, { prompt: "A bad one. [fault:wan-i2v:fail]" })).json;
  await isThere(await ended(failing), ["failed"]);
});

test("a webhook that is replayed after a re-take sends the files of its own time, under its own id", async () => {
  const first = await film({ webhookUrl: house.receiver.url });
  await expect.poll(() => told(first)).toHaveLength(1);
  const second = await ended((await retake(first, "scene 2: keyframe", { prompt: "From above." })).json);
  await expect.poll(() => told(first)).toHaveLength(2);
  expect(linksOf(first)).toEqual(second.outputs.map(({ id }) => expect.stringContaining(id)));
  await post(`/v1/deliveries/${told(first)[0]}/replay`);
  await expect.poll(() => told(first)).toHaveLength(3);
  expect(told(first)[2]).toBe(told(first)[0]);
  expect(linksOf(first)).toEqual(first.outputs.map(({ id }) => expect.stringContaining(id)));
  expect(first.outputs[0]?.id).not.toBe(second.outputs[0]?.id);
});
/** The ids of the webhooks that told of a job, and the links in the newest. */
const told = (job: Job) =>
  house.receiver
    .told()
    .filter(({ jobId }) => jobId === job.id)
    .map(({ webhookId }) => webhookId);
const linksOf = (job: Job): string[] => JSON.parse(house.receiver.requestOf(job.id).body).localUrl;

test("a step that failed is re-taken with another prompt, and the job completes", async () => {
  const failed = await film({ options: { prompt: "Night falls. [fault:wan-i2v:fail@2]", seed: 900 } });
  expect(failed.status).toBe("failed");
  expect(failed.error?.step).toBe("scene 2: clip");
  const { json } = await retake(failed, "scene 2: clip", { prompt: "A quiet field." });
  const mended = await ended(json);
  expect(mended.status).toBe("completed");
  expect(step(mended, "scene 2: clip").takes).toMatchObject([{ status: "failed" }, { status: "succeeded" }]);
});

test("a job with a review waits with its keyframes, and goes on when it is approved", async () => {
  const job = await reviewed(await start({ review: true }));
  expect(job).toMatchObject({
    status: "awaiting_review",
    review: { requested: true, awaiting: "the keyframes" },
    progress: { message: "Waiting for your look at the keyframes." },
  });
  expect(step(job, "scene 3: keyframe").status).toBe("succeeded");
  expect(step(job, "scene 1: clip").status).toBe("pending");
  const again = await reviewed((await retake(job, "scene 1: keyframe", { prompt: "A lone tree." })).json);
  expect(again.status).toBe("awaiting_review");
  expect(step(again, "scene 1: keyframe").takes).toHaveLength(2);
  const both = await Promise.all([1, 2].map(() => post(`/v1/jobs/${job.id}/approve`)));
  expect(both.map(({ status }) => status)).toEqual([202, 202]);
  const done = await ended(both[0]?.json ?? job);
  expect(done).toMatchObject({ status: "completed", review: { awaiting: null } });
  expect(step(done, "scene 1: clip").inputs[0]?.sha256).toBe(step(again, "scene 1: keyframe").outputs[0]?.sha256);
});

test("a job that waits for a review survives the death of the engine", async () => {
  const job = await reviewed(await start({ review: true }));
  process.kill(house.app.pids.engine ?? 0, "SIGKILL");
  const done = await ended((await post(`/v1/jobs/${job.id}/approve`)).json);
  expect(done.status).toBe("completed");
});

test("a job that waits for a review can be cancelled", async () => {
  const job = await reviewed(await start({ review: true }));
  await post(`/v1/jobs/${job.id}/cancel`);
  expect((await ended(job)).status).toBe("cancelled");
});

test("what cannot be taken again says why, and nothing changes", async () => {
  const done = await film();
  const name = "scene 1: keyframe";
  const clip = "scene 1: clip";
  const foreign = (await createApiKey(house.app.settings, "somebody else")).key;
  const path = `/v1/jobs/${done.id}/steps/${encodeURIComponent(name)}/retake`;
  const seed = step(done, name).seed;
  const refusals = [
    [await retake(done, name, { promt: "x" }), 400, "/promt: qwen-edit has no option of this name."],
    [await retake(done, name, { prompt: "" }), 400, "/prompt: Write what should happen."],
    [await retake(done, name, { image: "asset:1" }), 400, "/image: Its media come from the steps before it."],
    [
      await retake(done, name, { model: "wan-i2v" }),
      400,
      `/model: "${name}" can be made by qwen-edit, and by no other`,
    ],
    [await retake(done, name, { model: 7 }), 400, "can be made by qwen-edit"],
    [
      await retake(done, clip, { model: "qwen-vl" }),
      400,
      `/model: "${clip}" can be made by wan-i2v or wan-talk, and by`,
    ],
    [await retake(done, clip, { model: "concat-upscale" }), 400, "can be made by wan-i2v or wan-talk"],
    [await retake(done, clip, { model: "wan-talk" }), 400, "/audio_prompt: Invalid input"],
    [
      await retake(done, clip, { model: "wan-talk", audio_prompt: "Ah.", fps: 24 }),
      400,
      "/fps: wan-talk has no option of this name.",
    ],
    [await retake(done, name, []), 400, "Send a JSON object with what to change"],
    [await retake(done, name, { seed }), 409, `This is take 1 of "${name}"`],
    [await retake(done, "scene 9: keyframe"), 404, "The job has no such step."],
    [await choose(done, name, 7), 404, `"${name}" has no take 7; it has 1.`],
    [await post(path, {}, foreign), 404, "There is no such job."],
    [await post(`/v1/jobs/${done.id}/approve`), 409, "started without a review"],
    [
      await post("/v1/generate", { model: "qwen-vl", review: true, input: [{ type: "image", url: picture }] }),
      400,
      "/review",
    ],
  ] as const;
  for (const [{ status, json }, wanted, words] of refusals) {
    expect([status, `${json.errors?.[0]?.pointer ?? ""} ${json.detail}`]).toEqual([
      wanted,
      expect.stringContaining(words),
    ]);
  }
  const now = await (await fetch(done.urls.self, { headers: { "x-api-key": house.api.key } })).json();
  expect(now).toMatchObject({ status: "completed", finishedAt: done.finishedAt });
});
