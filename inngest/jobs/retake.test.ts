import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { follow, generate, upload } from "@/cli/film/api-client";
import type { Job, ProblemBody, Step } from "@/lib/schemas/job";
import { followUntil } from "@/testing/follow-until";
import { sample } from "@/testing/sample";
import { sandboxOf } from "@/testing/sandbox-admin";
import { newKey, type SharedApp, sharedApp } from "@/testing/shared-app";

/** Takes and reviews through the public API; the sandbox's log of accepted submits shows the real requests. */

let testApp: SharedApp;
let sandbox: ReturnType<typeof sandboxOf>;
let picture: string;

beforeAll(async () => {
  testApp = await sharedApp();
  sandbox = sandboxOf(testApp);
  picture = await upload(testApp.api, sample);
});
afterAll(() => testApp?.close());

let films = 0;
const start = (more: Record<string, unknown> = {}) => {
  films += 1;
  return generate(testApp.api, {
    model: "next-scene",
    input: [{ type: "image", url: picture }],
    options: { prompt: `Evening ${films} comes over the meadow.`, seed: films },
    ...more,
  });
};
const ended = (job: Job) => follow(testApp.api, job, () => {});
const film = async (more?: Record<string, unknown>) => ended(await start(more));

async function post(path: string, body?: unknown, key = testApp.api.key) {
  const headers = { "x-api-key": key, ...(body !== undefined && { "content-type": "application/json" }) };
  const init = { method: "POST", headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const answer = await fetch(new URL(path, testApp.api.url), init);
  return { status: answer.status, json: (await answer.json()) as Job & Pick<ProblemBody, "detail" | "errors"> };
}
const goOn = { continue: true };
const retake = (job: Job, step: string, body: Record<string, unknown> | [] = {}) =>
  post(`/v1/jobs/${job.id}/steps/${step}/retake`, Array.isArray(body) ? body : { ...goOn, ...body });
const choose = (job: Job, step: string, take: number) =>
  post(`/v1/jobs/${job.id}/steps/${step}/choose`, { take, ...goOn });

function step(job: Job, key: string): Step {
  const found = job.steps.find((one) => one.key === key);
  if (!found) throw new Error(`There is no step "${key}".`);
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
const reviewed = (job: Job) => followUntil(testApp, job, ({ status }) => status === "awaiting_review");

/** Approves the scenes, and follows the job until it waits with its keyframes. */
async function painted(job: Job): Promise<Job> {
  const written = await reviewed(job);
  return reviewed((await post(`/v1/jobs/${written.id}/approve`)).json);
}

test("a re-taken keyframe makes its clip and the film again, and nothing else", async () => {
  const first = await film();
  expect(step(first, "keyframe.2").takes).toEqual([]);
  let second = first;
  const asked = await services(async () => {
    const { status, json } = await retake(first, "keyframe.2", { prompt: "The meadow from above.", seed: 5 });
    expect(status).toBe(202);
    expect(step(json, "keyframe.2")).toMatchObject({ status: "pending" });
    expect(step(json, "clip.1")).toMatchObject({ status: "succeeded" });
    expect(json.localUrl).toHaveLength(1); // the film so far
    second = await ended(json);
  });
  expect(second.status).toBe("completed");
  const keyframe = step(second, "keyframe.2");
  expect(keyframe).toMatchObject({ prompt: "The meadow from above.", seed: 5, status: "succeeded" });
  expect(keyframe.takes).toMatchObject([
    { number: 1, chosen: false, status: "succeeded", prompt: step(first, "keyframe.2").prompt },
    { number: 2, chosen: true, status: "succeeded", prompt: "The meadow from above.", seed: 5 },
  ]);
  expect(asked).toEqual(["concat-upscale", "qwen-edit", "wan-i2v"]);
  expect(step(second, "clip.2").inputs[0]?.sha256).toBe(keyframe.outputs[0]?.sha256);
  expect(second.outputs[0]?.sha256).not.toBe(first.outputs[0]?.sha256);
});

describe("of a completed job, a re-take without `continue`", () => {
  const alone = { continue: false };
  const clip = "clip.2";
  const film = "film";
  const stale = (job: Job) => job.steps.flatMap(({ key, outOfDate }) => (outOfDate ? [key] : [])).sort();

  test("runs that step, and leaves later steps out of date until the job is continued", async () => {
    const first = await finished();
    let second = first;
    const asked = await services(async () => {
      const { json } = await retake(first, "keyframe.2", { prompt: "From far above.", ...alone });
      expect(stale(json)).toEqual([clip, film]);
      second = await ended(json);
    });
    expect([asked, second.status, stale(second)]).toEqual([["qwen-edit"], "completed", [clip, film]]);
    expect(step(second, "keyframe.2")).toMatchObject({ prompt: "From far above.", outOfDate: null });
    expect(step(second, clip)).toMatchObject({ status: "succeeded", prompt: step(first, clip).prompt });
    expect(second.outputs.map(({ id }) => id)).toEqual(first.outputs.map(({ id }) => id));
    const again = `/v1/jobs/${first.id}/continue`;
    const quote = await post(`${again}?dry_run=true`);
    expect(quote.json.steps.map(({ key }) => key).sort()).toEqual([clip, film]);
    let third = second;
    const then = await services(async () => {
      const { status, json } = await post(again);
      expect(status).toBe(202);
      third = await ended(json);
    });
    expect([then, third.status, stale(third)]).toEqual([["concat-upscale", "wan-i2v"], "completed", []]);
    // The scene has one text, so its clip gets the new prompt too.
    expect(step(third, clip).prompt).toBe("From far above.");
    expect(step(third, clip).inputs[0]?.sha256).toBe(step(third, "keyframe.2").outputs[0]?.sha256);
    expect(third.cost.actual - second.cost.actual).toBeCloseTo(quote.json.cost.estimated, 6);
    expect(third.outputs[0]?.sha256).not.toBe(first.outputs[0]?.sha256);
    expect(await post(again)).toMatchObject({ status: 409, json: { detail: expect.stringContaining("out of date") } });
  });

  test("is the default, and several steps can be changed before continuing", async () => {
    const first = await finished();
    const path = (name: string) => `/v1/jobs/${first.id}/steps/${name}/retake`;
    const one = await ended((await post(path("keyframe.1"), { prompt: "A lake." })).json);
    const two = await ended((await post(path("keyframe.3"), { prompt: "A hill." })).json);
    expect(stale(one)).toEqual(["clip.1", film]);
    expect(stale(two)).toEqual(["clip.1", "clip.3", film]);
    const done = await ended((await post(`/v1/jobs/${first.id}/continue`)).json);
    expect([1, 2, 3].map((i) => step(done, `clip.${i}`).prompt)).toEqual([
      "A lake.",
      step(first, "clip.2").prompt,
      "A hill.",
    ]);
    expect(stale(done)).toEqual([]);
  });

  test("is undone by choosing the earlier take, and nothing is out of date then", async () => {
    const first = await finished();
    const second = await ended((await retake(first, "keyframe.2", { prompt: "Fog.", ...alone })).json);
    let third = second;
    const asked = await services(async () => {
      const path = `/v1/jobs/${first.id}/steps/keyframe.2/choose`;
      third = await ended((await post(path, { take: 1 })).json);
    });
    expect([asked, third.status, stale(third)]).toEqual([[], "completed", []]);
    expect(third.outputs.map(({ id }) => id)).toEqual(first.outputs.map(({ id }) => id));
  });

  test("that fails keeps the film and the steps out of date; a retry runs all of them", async () => {
    const first = await finished();
    const bad = { prompt: "Fog. [fault:qwen-edit:fail]", ...alone };
    const second = await ended((await retake(first, "keyframe.2", bad)).json);
    expect(second).toMatchObject({ status: "failed", error: { step: "keyframe.2" } });
    expect(second.outputs).toHaveLength(1);
    const good = await ended((await retake(second, "keyframe.2", { prompt: "Fog." })).json);
    expect([good.status, stale(good), step(good, clip).prompt]).toEqual(["completed", [], "Fog."]);
  });

  test("is refused for a job without a result, and `continue` is refused when nothing is out of date", async () => {
    const failed = await finished({ options: { prompt: "Night. [fault:wan-i2v:fail@2]", seed: 901 } });
    const refused = await retake(failed, clip, { prompt: "Dawn.", ...alone });
    expect([refused.status, refused.json.errors?.[0]?.pointer]).toEqual([400, "/continue"]);
    expect((await retake(failed, clip, { prompt: "Dawn.", continue: "yes" })).status).toBe(400);
    expect((await post(`/v1/jobs/${failed.id}/continue`)).status).toBe(409);
  });
});
const finished = film;

describe("a shot that fails", () => {
  test("does not stop its siblings; the job says how many are finished, and a retry makes the missing one", async () => {
    const options = { prompt: "Rain. [fault:wan-i2v:fail=lens broke@2]", seed: 902 };
    const job = await film({ options });
    expect(job).toMatchObject({
      status: "failed",
      error: { step: "clip.2", code: "service_failed", shots: { there: 2, of: 3 } },
    });
    expect(job.error?.message).toMatch(/^2 of 3 shots are finished\. .*lens broke/);
    expect([1, 3].map((i) => step(job, `clip.${i}`).status)).toEqual(["succeeded", "succeeded"]);
    let again = job;
    const asked = await services(async () => {
      again = await ended((await retake(job, "clip.2", { prompt: "Sun." })).json);
    });
    expect([asked, again.status]).toEqual([["concat-upscale", "wan-i2v"], "completed"]);
  });

  test("as a keyframe does not stop its siblings' clips", async () => {
    const job = await film({ options: { prompt: "Hail. [fault:qwen-edit:fail@1]", seed: 903 } });
    expect(job).toMatchObject({ status: "failed", error: { shots: { there: 2, of: 3 } } });
    const failed = job.steps.flatMap(({ key, status }) => (status === "failed" ? [key] : []));
    expect(failed).toHaveLength(1);
    expect(job.steps.filter(({ service, status }) => service === "wan-i2v" && status === "succeeded")).toHaveLength(2);
  });

  test("waits with its job for a slow sibling, even if the engine dies", async () => {
    const slow = { prompt: "Snow. [fault:wan-i2v:fail@1] [fault:wan-i2v:hold@2]", seed: 904 };
    const started = await start({ options: slow });
    const seen = new AbortController();
    await follow({ ...testApp.api, signal: seen.signal }, started, (now) => {
      if (now.steps.some(({ status }) => status === "failed")) seen.abort();
    }).catch((error) => {
      if (!seen.signal.aborted) throw error;
    });
    process.kill(testApp.app.pids.engine ?? 0, "SIGKILL");
    await sandbox.release();
    const job = await ended(started);
    expect(job).toMatchObject({ status: "failed", error: { shots: { there: 2, of: 3 } } });
  });
});

test("steps after a re-taken one use its new result", async () => {
  const first = await film();
  let second = first;
  const asked = await services(async () => {
    second = await ended((await retake(first, "clip.1", { prompt: "She turns round." })).json);
  });
  expect(asked).toEqual(["concat-upscale", "wan-i2v"]);
  expect(step(second, "clip.1").prompt).toBe("She turns round.");
  const written = await services(async () => {
    second = await ended((await retake(first, "scenes", { prompt: "Winter comes over the meadow." })).json);
  });
  expect(second.status).toBe("completed");
  // New scenes are painted and animated; the clip with a person's prompt keeps it.
  const thrice = (service: string) => [service, service, service];
  expect(written).toEqual(["concat-upscale", ...thrice("qwen-edit"), ...thrice("wan-i2v")]);
  expect(step(second, "scenes").takes).toHaveLength(2);
  expect(step(second, "clip.1").prompt).toBe("She turns round.");
});

test("an earlier take is chosen without a request to any service, and the later one stays", async () => {
  const first = await film();
  const name = "clip.3";
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

test("choosing a clip's earlier take also chooses the keyframe that it was made of", async () => {
  const first = await film();
  const second = await ended((await retake(first, "keyframe.1", {})).json);
  expect(step(second, "clip.1").takes).toHaveLength(2);
  const third = await ended((await choose(second, "clip.1", 1)).json);
  expect(step(third, "keyframe.1").takes.map(({ chosen }) => chosen)).toEqual([true, false]);
  expect(step(third, "clip.1").inputs.map(({ sha256 }) => sha256)).toEqual(
    step(first, "clip.1").inputs.map(({ sha256 }) => sha256),
  );
});

test("a clip is re-taken with another model, and each take names its service", async () => {
  const first = await film();
  const name = "clip.2";
  const words = { model: "wan-talk", audio_prompt: "Listen to the wind." };
  const quote = await post(`/v1/jobs/${first.id}/steps/${name}/retake?dry_run=true`, {
    ...words,
    ...goOn,
  });
  expect(quote.json.steps.find((one) => one.key === name)).toMatchObject({ service: "wan-talk" });
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
  // Later changes use the same model, and the first take is found again with its own model.
  const third = await ended((await retake(second, name, { seed: 99 })).json);
  expect(step(third, name).takes.map(({ service }) => service)).toEqual(["wan-i2v", "wan-talk", "wan-talk"]);
  expect(await retake(third, name, { model: "wan-i2v", seed })).toMatchObject({
    status: 409,
    json: { detail: expect.stringContaining("Take 1 of") },
  });
  const back = await services(async () => {
    const fourth = await ended((await choose(third, name, 1)).json);
    expect(step(fourth, name)).toMatchObject({ service: "wan-i2v", status: "succeeded" });
  });
  expect(back).toEqual([]);
});

test("every route returns the previous result while a re-take runs, and after it failed or was cancelled", async () => {
  const first = await film();
  const name = "clip.2";
  const get = (path: string) => fetch(`${first.urls.self}/${path}`, { headers: { "x-api-key": testApp.api.key } });
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
  const first = await film({ webhookUrl: testApp.receiver.url });
  await expect.poll(() => told(first)).toHaveLength(1);
  const second = await ended((await retake(first, "keyframe.2", { prompt: "From above." })).json);
  await expect.poll(() => told(first)).toHaveLength(2);
  expect(linksOf(first)).toEqual(second.outputs.map(({ id }) => expect.stringContaining(id)));
  await post(`/v1/deliveries/${told(first)[0]}/replay`);
  await expect.poll(() => told(first)).toHaveLength(3);
  expect(told(first)[2]).toBe(told(first)[0]);
  expect(linksOf(first)).toEqual(first.outputs.map(({ id }) => expect.stringContaining(id)));
  expect(first.outputs[0]?.id).not.toBe(second.outputs[0]?.id);
});
/** The ids of the webhooks about a job, and the links in the newest. */
const told = (job: Job) =>
  testApp.receiver
    .told()
    .filter(({ jobId }) => jobId === job.id)
    .map(({ webhookId }) => webhookId);
const linksOf = (job: Job): string[] => JSON.parse(testApp.receiver.requestOf(job.id).body).localUrl;

test("a failed step is re-taken with another prompt, and the job completes", async () => {
  const failed = await film({ options: { prompt: "Night falls. [fault:wan-i2v:fail@2]", seed: 900 } });
  expect(failed.status).toBe("failed");
  expect(failed.error?.step).toBe("clip.2");
  const { json } = await retake(failed, "clip.2", { prompt: "A quiet field." });
  const mended = await ended(json);
  expect(mended.status).toBe("completed");
  expect(step(mended, "clip.2").takes).toMatchObject([{ status: "failed" }, { status: "succeeded" }]);
});

test("a job with a review waits with its keyframes, and continues when it is approved", async () => {
  const job = await painted(await start({ review: true }));
  expect(job).toMatchObject({
    status: "awaiting_review",
    review: { requested: true, awaiting: { key: "keyframes", title: "the keyframes" } },
    progress: { message: "Waiting for you to review the keyframes." },
  });
  expect(step(job, "keyframe.3").status).toBe("succeeded");
  expect(step(job, "clip.1").status).toBe("pending");
  const again = await reviewed((await retake(job, "keyframe.1", { prompt: "A lone tree." })).json);
  expect(again.status).toBe("awaiting_review");
  expect(step(again, "keyframe.1").takes).toHaveLength(2);
  const both = await Promise.all([1, 2].map(() => post(`/v1/jobs/${job.id}/approve`)));
  expect(both.map(({ status }) => status)).toEqual([202, 202]);
  const done = await ended(both[0]?.json ?? job);
  expect(done).toMatchObject({ status: "completed", review: { awaiting: null } });
  expect(step(done, "clip.1").inputs[0]?.sha256).toBe(step(again, "keyframe.1").outputs[0]?.sha256);
});

test("a job that waits for a review survives the death of the engine", async () => {
  const job = await painted(await start({ review: true }));
  process.kill(testApp.app.pids.engine ?? 0, "SIGKILL");
  const done = await ended((await post(`/v1/jobs/${job.id}/approve`)).json);
  expect(done.status).toBe("completed");
});

test("a job that waits for a review can be cancelled", async () => {
  const job = await painted(await start({ review: true }));
  await post(`/v1/jobs/${job.id}/cancel`);
  expect((await ended(job)).status).toBe("cancelled");
});

test("an impossible re-take is refused with a reason, and nothing changes", async () => {
  const done = await film();
  const name = "keyframe.1";
  const clip = "clip.1";
  const foreign = (await newKey(testApp, "somebody else")).key;
  const path = `/v1/jobs/${done.id}/steps/${name}/retake`;
  const seed = step(done, name).seed;
  const refusals = [
    [await retake(done, name, { promt: "x" }), 400, "/promt: qwen-edit has no such option."],
    [await retake(done, name, { prompt: "" }), 400, "/prompt: Describe what should happen."],
    [
      await retake(done, name, { image: "asset:1" }),
      400,
      "/image: Its media come from earlier steps and cannot be changed.",
    ],
    [await retake(done, name, { model: "wan-i2v" }), 400, `/model: "${name}" can only be made by qwen-edit`],
    [await retake(done, name, { model: 7 }), 400, "can only be made by qwen-edit"],
    [await retake(done, clip, { model: "qwen-vl" }), 400, `/model: "${clip}" can only be made by wan-i2v or wan-talk.`],
    [await retake(done, clip, { model: "concat-upscale" }), 400, "can only be made by wan-i2v or wan-talk"],
    [await retake(done, clip, { model: "wan-talk" }), 400, "/audio_prompt: This field is required."],
    [
      await retake(done, clip, { model: "wan-talk", audio_prompt: "Ah.", fps: 24 }),
      400,
      "/fps: wan-talk has no such option.",
    ],
    [await retake(done, name, []), 400, "Send a JSON object with the options to change"],
    [await retake(done, name, { seed }), 409, `Take 1 of "${name}" already has these options`],
    [
      await retake(done, "keyframe.9"),
      404,
      'This job has no step "keyframe.9". The keys of its steps: scenes, keyframe.1, ',
    ],
    [await choose(done, name, 7), 404, `"${name}" has no take 7; it has 1 in total.`],
    [await post(path, {}, foreign), 404, "Job not found."],
    [await post(`/v1/jobs/${done.id}/approve`), 409, "started without `review`"],
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
  const now = await (await fetch(done.urls.self, { headers: { "x-api-key": testApp.api.key } })).json();
  expect(now).toMatchObject({ status: "completed", finishedAt: done.finishedAt });
});
