import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generate, upload } from "@/cli/film/api-client";
import { ApiError } from "@/lib/client/api-error";
import { createClient } from "@/lib/client/client";
import type { Job, Step } from "@/lib/schemas/job";
import { sample } from "@/testing/sample";
import { sandboxOf } from "@/testing/sandbox-admin";
import { newKey, type SharedApp, sharedApp } from "@/testing/shared-app";

/**
 * Results given by hand, through the public API; the sandbox's log of accepted submits shows which services were
 * called.
 */

let testApp: SharedApp;
let sandbox: ReturnType<typeof sandboxOf>;
let picture: string;
let client: ReturnType<typeof createClient>;

beforeAll(async () => {
  testApp = await sharedApp();
  sandbox = sandboxOf(testApp);
  client = createClient(testApp.api);
  picture = await upload(testApp.api, sample);
});
afterAll(() => testApp?.close());

const writer = "scenes";
const keyframe = "keyframe.2";

let films = 0;
function start(more: Record<string, unknown> = {}): Promise<Job> {
  films += 1;
  return generate(testApp.api, {
    model: "next-scene",
    input: [{ type: "image", url: picture }],
    options: { prompt: `Night ${films} falls.`, seed: films },
    ...more,
  });
}
const film = async () => client.wait(await start());

/** Follows a job until it waits for a review. */
async function reviewed({ id }: Job): Promise<Job> {
  for await (const job of client.events(id)) if (job.status === "awaiting_review") return job;
  throw new Error("The job did not wait for a review.");
}

function step(job: Job, key: string): Step {
  const found = job.steps.find((one) => one.key === key);
  if (!found) throw new Error(`There is no step "${key}".`);
  return found;
}
const stale = (job: Job) => job.steps.flatMap(({ key, outOfDate }) => (outOfDate ? [key] : [])).sort();

async function services(work: () => Promise<unknown>): Promise<string[]> {
  const before = (await sandbox.submits()).length;
  await work();
  return (await sandbox.submits())
    .slice(before)
    .map(({ service }) => service)
    .sort();
}
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => (error instanceof ApiError ? error : undefined),
  );

describe("the scenes of a job with a review", () => {
  test("are rewritten by a person before anything is painted, and the job is made of them", async () => {
    const written = await reviewed(await start({ review: true }));
    expect(written).toMatchObject({ review: { awaiting: { key: "scenes" } } });
    expect(step(written, keyframe).status).toBe("pending");
    const text = "Next Scene: A lake at dawn.\n\nNext Scene: A boat crosses it.";
    let edited = written;
    const asked = await services(async () => {
      edited = await reviewed(await client.edit(written.id, writer, { text }));
    });
    expect(asked).toEqual([]);
    expect(edited).toMatchObject({ review: { awaiting: { key: "scenes" } }, cost: { actual: written.cost.actual } });
    expect(step(edited, writer)).toMatchObject({ text, byHand: true, status: "succeeded", cost: 0 });
    expect(step(edited, writer).takes).toMatchObject([
      { number: 1, chosen: false, byHand: false },
      { number: 2, chosen: true, byHand: true, cost: 0, text, prompt: null },
    ]);
    expect(edited.steps.filter(({ service }) => service === "qwen-edit")).toHaveLength(2);
    const painted = await reviewed(await client.approve(written.id));
    expect(painted.review.awaiting).toEqual({ key: "keyframes", title: "the keyframes" });
    expect(step(painted, keyframe).prompt).toBe("A boat crosses it.");
    const done = await client.wait(await client.approve(written.id));
    expect([done.status, done.steps.filter(({ status }) => status === "succeeded")]).toEqual([
      "completed",
      expect.objectContaining({ length: 6 }),
    ]);
  });

  test("without a scene are refused with the recipe's own message, and nothing changes", async () => {
    const written = await reviewed(await start({ review: true }));
    const error = await refusal(client.edit(written.id, writer, { text: "A lake." }));
    expect(error).toMatchObject({ status: 400, errors: [{ pointer: "/output" }] });
    expect(error?.message).toContain("returned no scene");
    expect(await client.job(written.id)).toMatchObject({
      status: "awaiting_review",
      steps: written.steps.map(({ key }) => ({ key })),
    });
  });
});

describe("an own picture in place of a keyframe of a completed job", () => {
  test("costs nothing and leaves later steps out of date, with their price, until the job is continued", async () => {
    const first = await film();
    let second = first;
    const asked = await services(async () => {
      second = await client.wait(await client.edit(first.id, keyframe, { image: picture }));
    });
    expect([asked, second.status, stale(second)]).toEqual([[], "completed", ["clip.2", "film"]]);
    const own = { sha256: first.inputs[0]?.sha256, field: "image" };
    expect(step(second, keyframe)).toMatchObject({ byHand: true, outputs: [own] });
    expect(second.outputs.map(({ id }) => id)).toEqual(first.outputs.map(({ id }) => id));
    expect(second.cost.actual).toBe(first.cost.actual);
    const then = await services(async () => {
      second = await client.wait(await client.continue(first.id));
    });
    expect([then, second.status, stale(second)]).toEqual([["concat-upscale", "wan-i2v"], "completed", []]);
    expect(step(second, "clip.2")).toMatchObject({ inputs: [own], outputs: [{ field: "video" }] });
    expect(second.outputs[0]?.sha256).not.toBe(first.outputs[0]?.sha256);
  });

  test("continues at once with `continue`, at the price of its quote; the painted one can be chosen again", async () => {
    const first = await film();
    const path = `/v1/jobs/${first.id}/steps/${keyframe}/edit?dry_run=true`;
    const body = { output: { image: picture }, continue: true };
    const quote = await client.request<{ cost: { estimated: number } }>("POST", path, body);
    const second = await client.wait(await client.edit(first.id, keyframe, { image: picture }, { continue: true }));
    expect([second.status, stale(second)]).toEqual(["completed", []]);
    expect(second.cost.actual - first.cost.actual).toBeCloseTo(quote.cost.estimated, 6);
    const third = await client.wait(await client.choose(first.id, keyframe, 1));
    expect(step(third, keyframe)).toMatchObject({
      byHand: false,
      outputs: step(first, keyframe).outputs.map(({ sha256 }) => ({ sha256 })),
    });
    expect([stale(third), third.outputs[0]?.sha256]).toEqual([[], first.outputs[0]?.sha256]);
  });

  test("is replaced by a new picture of the service when the step is re-taken", async () => {
    const first = await film();
    const edited = await client.wait(await client.edit(first.id, keyframe, { image: picture }));
    const again = await client.wait(await client.retake(edited.id, keyframe, { prompt: "From above." }));
    expect(step(again, keyframe)).toMatchObject({ byHand: false, prompt: "From above.", status: "succeeded" });
    expect(step(again, keyframe).takes.map(({ byHand }) => byHand)).toEqual([false, true, false]);
  });
});

test("the same edit again changes nothing, and a result of an earlier take is chosen, not given twice", async () => {
  const first = await film();
  const edit = () => client.edit(first.id, keyframe, { image: picture });
  await edit();
  const edited = await client.wait(await edit()); // while the first one may still be running
  expect(step(edited, keyframe).takes.map(({ byHand }) => byHand)).toEqual([false, true]);
  expect(await edit()).toMatchObject({ status: "completed", finishedAt: edited.finishedAt });
  await client.wait(await client.choose(first.id, keyframe, 1));
  const error = await refusal(edit());
  expect(error).toMatchObject({ status: 409, take: 2, message: expect.stringContaining("Take 2") });
});

test("a cancelled job, and a step without a result, are refused", async () => {
  const written = await reviewed(await start({ review: true }));
  const early = await refusal(client.edit(written.id, keyframe, { image: picture }));
  await client.wait(await client.cancel(written.id));
  const late = await refusal(client.edit(written.id, writer, { text: "Next Scene: A lake." }));
  expect([early?.status, late?.status, late?.message]).toEqual([409, 409, expect.stringContaining("was cancelled")]);
  expect(await client.job(written.id)).toMatchObject({ status: "cancelled" });
});

test("a failed step gets its result by hand, and the job continues to its end", async () => {
  const failed = await client.wait(await start({ options: { prompt: "Rain. [fault:qwen-edit:fail@2]", seed: 77 } }));
  const name = failed.error?.step ?? "";
  expect([failed.status, step(failed, name).service]).toEqual(["failed", "qwen-edit"]);
  const done = await client.wait(await client.edit(failed.id, name, { image: picture }));
  expect([done.status, step(done, name).byHand]).toEqual(["completed", true]);
});

test("an invalid result is refused with its field, and nothing changes", async () => {
  const done = await film();
  const foreign = createClient({
    url: testApp.api.url,
    key: (await newKey(testApp, "somebody else")).key,
  });
  const theirs = await upload({ ...testApp.api, key: (await newKey(testApp, "a third")).key }, sample);
  const edit = (name: string, output: Record<string, unknown>) => refusal(client.edit(done.id, name, output));
  const refusals = [
    [await edit(writer, { text: 7 }), 400, "/output/text"],
    [await edit(writer, {}), 400, "/output/text"],
    [await edit(writer, { text: "Next Scene: One.", image: picture }), 400, "/output/image"],
    [await edit(keyframe, { image: "https://example.com/a.jpg" }), 400, "/output/image"],
    [await edit(keyframe, { image: theirs }), 400, "/output/image"],
    [await edit("clip.2", { video: picture }), 400, "/output/video"],
    [await edit("keyframe.9", { image: picture }), 404, undefined],
    [await refusal(foreign.edit(done.id, keyframe, { image: picture })), 404, undefined],
    [await refusal(client.request("POST", `/v1/jobs/${done.id}/steps/${writer}/edit`, { text: "x" })), 400, "/output"],
  ] as const;
  for (const [error, status, pointer] of refusals) {
    expect([error?.status, error?.errors[0]?.pointer]).toEqual([status, pointer]);
  }
  expect(await client.job(done.id)).toMatchObject({ status: "completed", finishedAt: done.finishedAt });
});
