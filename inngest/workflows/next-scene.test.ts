import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { CallService } from "../define-workflow";
import { withParts } from "../run-part";
import { nextScene } from "./next-scene";

type Asked = { name: string; service: string; input: Record<string, unknown> };

/** A `call` that answers at once from what the test says, and remembers what it was asked. */
function kitchen(answers: (asked: Asked) => Record<string, unknown>) {
  const asked: Asked[] = [];
  const call = (async (name: string, service: { id: string }, input: Record<string, unknown>) => {
    const one = { name, service: service.id, input };
    asked.push(one);
    return answers(one);
  }) as unknown as CallService;
  return { asked, call };
}

const review = async () => {}; // nobody asked for one

const answer = (text: string) => (asked: Asked) => {
  if (asked.service === "qwen-vl") return { text };
  return asked.service === "qwen-edit" ? { image: `asset:${asked.name}` } : { video: `asset:${asked.name}` };
};
const input = nextScene.input.parse({ image: "asset:picture", prompt: "A boat appears.", seed: 7 });

test("each scene is painted from the user's picture and moved from its own keyframe, and the clips join in order", async () => {
  const { asked, call } = kitchen(
    answer("Next Scene: one\n\nNext Scene: two\n\nNext Scene: three\n\nNext Scene: four"),
  );
  const output = await nextScene.run({ input, ...withParts({ review, call }) });
  expect(output).toEqual({ video: "asset:join the film" });
  const size = { width: 768, height: 768, seed: 7 };
  const scenes = ["one", "two", "three"];
  expect(asked.map(({ name }) => name).sort()).toEqual(
    [
      "join the film",
      ...scenes.flatMap((_, i) => [`scene ${i + 1}: clip`, `scene ${i + 1}: keyframe`]),
      "write the scenes",
    ].sort(),
  );
  const given = Object.fromEntries(asked.map((one) => [one.name, one.input]));
  for (const [i, prompt] of scenes.entries()) {
    expect(given[`scene ${i + 1}: keyframe`]).toEqual({ image: "asset:picture", prompt, ...size });
    const image = `asset:scene ${i + 1}: keyframe`;
    expect(given[`scene ${i + 1}: clip`]).toEqual({ image, prompt, duration: 3, fps: 24, ...size });
  }
  expect(given["join the film"]).toEqual({ videos: [1, 2, 3].map((i) => `asset:scene ${i}: clip`) });
});

test("the writer gets the system prompt of the product, word for word, unless the request brings its own", async () => {
  const text = readFileSync("inngest/workflows/next-scene-prompt.txt", "utf8").trimEnd();
  const first = kitchen(answer("Next Scene: one"));
  await nextScene.run({ input, ...withParts({ review, call: first.call }) });
  expect(first.asked[0]?.input).toEqual({ image: "asset:picture", prompt: "A boat appears.", system_prompt: text });
  const own = kitchen(answer("Next Scene: one"));
  await nextScene.run({ input: { ...input, system_prompt: "Be brief." }, ...withParts({ review, call: own.call }) });
  expect(own.asked[0]?.input.system_prompt).toBe("Be brief.");
});

test("a scene does not wait for its neighbours: its clip is asked for while another keyframe is still being painted", async () => {
  let release = () => {};
  const slow = new Promise<void>((resolve) => {
    release = resolve;
  });
  const asked: string[] = [];
  const call = (async (name: string, service: { id: string }) => {
    asked.push(name);
    if (name === "scene 1: keyframe") await slow;
    if (name === "scene 3: clip") release(); // only once its neighbours' chains went on without scene 1
    return answer("Next Scene: one\n\nNext Scene: two\n\nNext Scene: three")({ name, service: service.id, input: {} });
  }) as unknown as CallService;
  await nextScene.run({ input, ...withParts({ review, call }) });
  expect(asked.indexOf("scene 2: clip")).toBeLessThan(asked.indexOf("scene 1: clip"));
});

test("an answer with no scene ends the job with that text", async () => {
  const { call } = kitchen(answer("I cannot help with that."));
  await expect(nextScene.run({ input, ...withParts({ review, call }) })).rejects.toMatchObject({
    code: "no_scene",
    message: expect.stringContaining("I cannot help with that."),
  });
});

test("a review sees the scenes before anything is painted", async () => {
  const { asked, call } = kitchen(answer("Next Scene: one\n\nNext Scene: two"));
  const stopped = new Error("A person reads them.");
  const wait = async (what: string) => {
    expect(what).toBe("the scenes");
    throw stopped;
  };
  await expect(nextScene.run({ input, ...withParts({ call, review: wait }) })).rejects.toBe(stopped);
  expect(asked.map(({ service }) => service)).toEqual(["qwen-vl"]);
});

test("a review sees the keyframes, and no clip is asked for before it", async () => {
  const { asked, call } = kitchen(answer("Next Scene: one\n\nNext Scene: two"));
  const stopped = new Error("A person looks at them.");
  const wait = async (what: string, parts: Promise<unknown>[]) => {
    if (what === "the scenes") return;
    expect(what).toBe("the keyframes");
    expect(await Promise.all(parts)).toHaveLength(2);
    throw stopped;
  };
  await expect(nextScene.run({ input, ...withParts({ call, review: wait }) })).rejects.toBe(stopped);
  expect(asked.map(({ service }) => service).sort()).toEqual(["qwen-edit", "qwen-edit", "qwen-vl"]);
});
