import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type StepKey, writtenKey } from "@/lib/step-key";
import type { Callable, CallService } from "../define-workflow";
import { callsAsChanged } from "../jobs/step-overrides";
import { withParts } from "../run-part";
import { nextScene } from "./next-scene";

/** `body`: what the service is sent. */
type Asked = { key: string; service: string; input: Record<string, unknown>; body: unknown };

/** A `call` that returns the test's answers at once, and records the requests to the services of the default settings. */
function recording(answers: (asked: Asked) => Record<string, unknown>) {
  const asked: Asked[] = [];
  const made = callsAsChanged({});
  const call = (async (given: StepKey, called: Callable, input: Record<string, unknown>) => {
    const key = writtenKey(given);
    const { by, asked: own } = made(key, called, input);
    const one = { key, service: by.id, input: own, body: by.request(own, "https://us.example/hook").json };
    asked.push(one);
    return answers(one);
  }) as unknown as CallService;
  return { asked, call };
}

const review = async () => {}; // the caller requested no reviews

const answer = (text: string) => (asked: Asked) => {
  if (asked.service === "qwen-vl") return { text };
  return asked.service === "qwen-edit" ? { image: `asset:${asked.key}` } : { video: `asset:${asked.key}` };
};
const input = nextScene.input.parse({ image: "asset:picture", prompt: "A boat appears.", seed: 7 });

test("each keyframe is painted from the user's picture, each clip is made from its own keyframe, and the clips join in order", async () => {
  const { asked, call } = recording(
    answer("Next Scene: one\n\nNext Scene: two\n\nNext Scene: three\n\nNext Scene: four"),
  );
  const output = await nextScene.run({ input, ...withParts({ review, call }) });
  expect(output).toEqual({ video: "asset:film" });
  const size = { width: 768, height: 768 };
  const scenes = ["one", "two", "three"];
  expect(asked.map(({ key }) => key).sort()).toEqual(
    ["film", ...scenes.flatMap((_, i) => [`clip.${i + 1}`, `keyframe.${i + 1}`]), "scenes"].sort(),
  );
  // Byte for byte: the order of the fields counts.
  const bodies = Object.fromEntries(asked.map((one) => [one.key, JSON.stringify(one.body)]));
  const webhookUrl = "https://us.example/hook";
  for (const [i, prompt] of scenes.entries()) {
    const painted = { prompt, ...size, batch_size: 1, output_format: "jpeg", webp_quality: 90, seed: 7 };
    const picture = [{ type: "image", url: "asset:picture" }];
    expect(bodies[`keyframe.${i + 1}`]).toBe(
      JSON.stringify({ model: "qwen-edit", input: picture, options: painted, webhookUrl }),
    );
    const keyframe = [{ type: "image", url: `asset:keyframe.${i + 1}` }];
    const moved = { prompt, ...size, duration: 3, fps: 24, seed: 7 };
    expect(bodies[`clip.${i + 1}`]).toBe(
      JSON.stringify({ model: "wan-i2v", input: keyframe, options: moved, webhookUrl }),
    );
  }
  const clips = [1, 2, 3].map((i) => ({ type: "video", url: `asset:clip.${i}` }));
  expect(bodies.film).toBe(JSON.stringify({ model: "concat-upscale", input: clips, options: {}, webhookUrl }));
});

test("the writer gets the system prompt of the product, word for word, unless the request brings its own", async () => {
  const text = readFileSync("inngest/workflows/next-scene-prompt.txt", "utf8").trimEnd();
  const first = recording(answer("Next Scene: one"));
  await nextScene.run({ input, ...withParts({ review, call: first.call }) });
  expect(first.asked[0]?.input).toEqual({ image: "asset:picture", prompt: "A boat appears.", system_prompt: text });
  const sent = { image_url: "asset:picture", prompt: "A boat appears.", system_prompt: text };
  expect(JSON.stringify(first.asked[0]?.body)).toBe(JSON.stringify(sent));
  const own = recording(answer("Next Scene: one"));
  await nextScene.run({ input: { ...input, system_prompt: "Be brief." }, ...withParts({ review, call: own.call }) });
  expect(own.asked[0]?.input.system_prompt).toBe("Be brief.");
});

test("a scene does not wait for its neighbours: its clip is requested while another keyframe is still being painted", async () => {
  let release = () => {};
  const slow = new Promise<void>((resolve) => {
    release = resolve;
  });
  const asked: string[] = [];
  const call = (async (given: StepKey, service: { id: string }) => {
    const key = writtenKey(given);
    asked.push(key);
    if (key === "keyframe.1") await slow;
    if (key === "clip.3") release(); // only after its neighbours' chains have continued without scene 1
    const maker = service.id === "language" ? "qwen-vl" : service.id === "image-edit" ? "qwen-edit" : service.id;
    const story = "Next Scene: one\n\nNext Scene: two\n\nNext Scene: three";
    return answer(story)({ key, service: maker, input: {}, body: null });
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

test("a review sees the keyframes, and no clip is requested before it", async () => {
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
