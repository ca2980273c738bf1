import { afterAll, beforeAll, expect, test } from "vitest";
import { type Caller, openCaller } from "./testing/caller";

let caller: Caller;
beforeAll(async () => {
  caller = await openCaller();
});
afterAll(() => caller.close());

interface Told {
  status: string;
  enhanced_prompt: string;
  original_prompt: string;
  processing_time: number;
  seed: number;
}

async function ask(body: Record<string, unknown> = {}): Promise<Told> {
  const response = await caller.send("POST", "/qwen-vl/v1/generate", { image_url: caller.picture.url, ...body });
  expect(response.status).toBe(200);
  return response.json();
}

const scenesOf = ({ enhanced_prompt }: Told) => enhanced_prompt.split("\n\n");

test("the answer has exactly the fields of the contract", async () => {
  const told = await ask({ prompt: "A walk to the lake" });
  expect(told).toEqual({
    status: "success",
    enhanced_prompt: expect.any(String),
    original_prompt: "A walk to the lake",
    processing_time: expect.any(Number),
    seed: expect.any(Number),
  });
});

test("five paragraphs, each with the marker and another shot", async () => {
  const scenes = scenesOf(await ask({ prompt: "A walk to the lake" }));
  expect(scenes).toHaveLength(5);
  for (const scene of scenes) expect(scene).toMatch(/^Next Scene: \S[^\n]{150,}$/);
  expect(new Set(scenes.map((scene) => scene.slice(0, 28))).size).toBe(5);
});

test("answers in the language of the prompt, or of the system prompt when there is no prompt", async () => {
  const han = /[\u4e00-\u9fff]/;
  const [english, chinese, bySystem, byNothing] = await Promise.all([
    ask({ prompt: "A walk to the lake", system_prompt: "输出时以Next Scene:开头" }),
    ask({ prompt: "她走向湖边，等待小船", system_prompt: "Answer with scenes" }),
    ask({ prompt: "", system_prompt: "输出时以Next Scene:开头" }),
    ask({}),
  ]);
  expect(english.enhanced_prompt).not.toMatch(han);
  expect(byNothing.enhanced_prompt).not.toMatch(han);
  for (const told of [chinese, bySystem]) {
    for (const scene of scenesOf(told)) {
      const letters = [...scene.replace("Next Scene: ", "")];
      expect(letters.length).toBeGreaterThan(70);
      expect(letters.length).toBeLessThan(160);
      expect(scene.replace("Next Scene: ", "")).not.toMatch(/[a-z]/i);
    }
  }
  expect(chinese.enhanced_prompt).toContain("她走向湖边，等待小船");
});

test("the same picture and prompt give the same scenes; another prompt or seed gives others", async () => {
  const [one, two, words, seed] = await Promise.all([
    ask({ prompt: "A walk" }),
    ask({ prompt: "A walk" }),
    ask({ prompt: "A run" }),
    ask({ prompt: "A walk", seed: 12 }),
  ]);
  expect(one.enhanced_prompt).toBe(two.enhanced_prompt);
  expect(one.seed).toBe(two.seed);
  expect(words.enhanced_prompt).not.toBe(one.enhanced_prompt);
  expect(seed.seed).toBe(12);
  expect(seed.enhanced_prompt).not.toBe(one.enhanced_prompt);
});

test("each clause of the prompt becomes a scene, in order", async () => {
  const scenes = scenesOf(await ask({ prompt: "She leaves the hut. A boat arrives." }));
  expect(scenes[0]).toContain("She leaves the hut.");
  expect(scenes[1]).toContain("A boat arrives.");
});

test("a picture that cannot be read is refused with an error that names the field", async () => {
  const response = await caller.send("POST", "/qwen-vl/v1/generate", { image_url: `${caller.receiver.url}/gone.jpg` });
  expect(response.status).toBe(422);
  expect(await response.json()).toEqual({ detail: "image_url: input 1 answered 404" });
});
