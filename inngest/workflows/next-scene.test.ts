import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type StepKey, writtenKey } from "@/lib/step-key";
import type { CallService } from "../define-workflow";
import { withParts } from "../run-part";
import { nextScene } from "./next-scene";

type Asked = { key: string; service: string; input: Record<string, unknown> };

/** A `call` that answers at once from what the test says, and remembers what it was asked. */
function recording(answers: (asked: Asked) => Record<string, unknown>) {
  const asked: Asked[] = [];
  const call = (async (key: StepKey, service: { id: string }, input: Record<string, unknown>) => {
    const one = { key: writtenKey(key), service: service.id, input };
    asked.push(one);
    return answers(one);
  }) as unknown as CallService;
  return { asked, call };
}

const review = async () => {}; // the caller asked for none

const answer = (text: string) => (asked: Asked) => {
  if (asked.service === "qwen-vl") return { text };
  return asked.service === "qwen-edit" ? { image: `asset:${asked.key}` } : { video: `asset:${asked.key}` };
};
const input = nextScene.input.parse({ image: "asset:picture", prompt: "A boat appears.", seed: 7 });

test("each scene is painted from the user's picture and moved from its own keyframe, and the clips join in order", async () => {
  const { asked, call } = recording(
    answer("Next Scene: one\n\nNext Scene: two\n\nNext Scene: three\n\nNext Scene: four"),
  );
  const output = await nextScene.run({ input, ...withParts({ review, call }) });
  expect(output).toEqual({ video: "asset:film" });
  const size = { width: 768, height: 768, seed: 7 };
  const scenes = ["one", "two", "three"];
  expect(asked.map(({ key }) => key).sort()).toEqual(
    ["film", ...scenes.flatMap((_, i) => [`clip.${i + 1}`, `keyframe.${i + 1}`]), "scenes"].sort(),
  );
  const given = Object.fromEntries(asked.map((one) => [one.key, one.input]));
  for (const [i, prompt] of scenes.entries()) {
    expect(given[`keyframe.${i + 1}`]).toEqual({ image: "asset:picture", prompt, ...size });
    const image = `asset:keyframe.${i + 1}`;
    expect(given[`clip.${i + 1}`]).toEqual({ image, prompt, duration: 3, fps: 24, ...size });
  }
  expect(given.film).toEqual({ videos: [1, 2, 3].map((i) => `asset:clip.${i}`) });
});

test("the writer gets the system prompt of the product, word for word, unless the request brings its own", async () => {
  const text = readFileSync("inngest/workflows/next-scene-prompt.txt", "utf8").trimEnd();
  const first = recording(answer("Next Scene: one"));
  await nextScene.run({ input, ...withParts({ review, call: first.call }) });
  expect(first.asked[0]?.input).toEqual({ image: "asset:picture", prompt: "A boat appears.", system_prompt: text });
  const own = recording(answer("Next Scene: one"));
  await nextScene.run({ input: { ...input, system_prompt: "Be brief." }, ...withParts({ review, call: own.call }) });
  expect(own.asked[0]?.input.system_prompt).toBe("Be brief.");
});

test("a scene does not wait for its neighbours: its clip is asked for while another keyframe is still being painted", async () => {
  let release = () => {};
  const slow = new Promise<void>((resolve) => {
    release = resolve;
  });
  const asked: string[] = [];
  const call = (async (given: StepKey, service: { id: string }) => {
    const key = writtenKey(given);
    asked.push(key);
    if (key === "keyframe.1") await slow;
    if (key === "clip.3") release(); // only once its neighbours' chains went on without scene 1
    return answer("Next Scene: one\n\nNext Scene: two\n\nNext Scene: three")({ key, service: service.id, input: {} });
  }) as unknown as CallService;
  await nextScene.run({ input, ...withParts({ review, call }) });
  expect(asked.indexOf("clip.2")).toBeLessThan(asked.indexOf("clip.1"));
});

test("an answer with no scene ends the job with that text", async () => {
  const { call } = recording(answer("I cannot help with that."));
  await expect(nextScene.run({ input, ...withParts({ review, call }) })).rejects.toMatchObject({
    code: "no_scene",
    message: expect.stringContaining("I cannot help with that."),
  });
});

test("a review sees the scenes before anything is painted", async () => {
  const { asked, call } = recording(answer("Next Scene: one\n\nNext Scene: two"));
  const stopped = new Error("A person reads them.");
  const wait = async (key: string) => {
    expect(key).toBe("scenes");
    throw stopped;
  };
  await expect(nextScene.run({ input, ...withParts({ call, review: wait }) })).rejects.toBe(stopped);
  expect(asked.map(({ service }) => service)).toEqual(["qwen-vl"]);
});

test("a review sees the keyframes, and no clip is asked for before it", async () => {
  const { asked, call } = recording(answer("Next Scene: one\n\nNext Scene: two"));
  const stopped = new Error("A person looks at them.");
  const wait = async (key: string, parts: Promise<unknown>[]) => {
    if (key === "scenes") return;
    expect(key).toBe("keyframes");
    expect(await Promise.all(parts)).toHaveLength(2);
    throw stopped;
  };
  await expect(nextScene.run({ input, ...withParts({ call, review: wait }) })).rejects.toBe(stopped);
  expect(asked.map(({ service }) => service).sort()).toEqual(["qwen-edit", "qwen-edit", "qwen-vl"]);
});
