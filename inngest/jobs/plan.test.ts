import { expect, test } from "vitest";
import { z } from "zod";
import { qwenVl } from "@/lib/services";
import { type CallService, defineWorkflow, type Review, WorkflowError } from "../define-workflow";
import { planJob } from "./plan";

/** A recipe with invalid keys is refused before a job is stored, because each submit plans it first. */

type Run = (call: CallService, review: Review) => Promise<unknown>;

const recipe = (run: Run) =>
  defineWorkflow({
    ...{ model: "wrong", title: "Wrong", description: "A recipe with a fault.", steps: { text: "Describe" } },
    input: z.strictObject({}),
    run: async ({ call, review }) => ({ text: await run(call, review) }),
  });
const plan = (run: Run) => planJob(recipe(run), {}, () => 1);
const ask = { image: "asset:picture", prompt: "What is here?" };

test("calls with distinct keys are planned in the order of the recipe", async () => {
  const { calls } = await plan(async (call) => {
    await call("text", qwenVl, ask);
    await Promise.all([1, 2].map((i) => call(["text", i], qwenVl, ask)));
  });
  expect(calls.map(({ key }) => key)).toEqual(["text", "text.1", "text.2"]);
});

test("a key that is used twice is refused and named", async () => {
  const twice = plan((call) => Promise.all([1, 1].map((i) => call(["text", i], qwenVl, ask))));
  await expect(twice).rejects.toThrow('The recipe uses the key "text.1" twice.');
});

test("a sentence is refused as a key", async () => {
  await expect(plan((call) => call("Write the text", qwenVl, ask))).rejects.toThrow('the key "Write the text"');
});

test("a recipe that catches the refusal is refused too", async () => {
  const caught = plan((call) => call("Text", qwenVl, ask).catch(() => null));
  await expect(caught).rejects.toThrow('the key "Text"');
});

test("two reviews with one key are refused, since one approval would let both pass", async () => {
  const twice = plan(async (_, review) => {
    await review("draft", []);
    await review("draft", []);
  });
  await expect(twice).rejects.toThrow('The recipe uses the key "draft" twice.');
});

test("an input that a step's service does not accept is refused with the step and the field", async () => {
  const wrong = plan((call) => call("text", qwenVl, { ...ask, system_prompt: "a".repeat(8001) }));
  await expect(wrong).rejects.toMatchObject({
    ...{ name: "Problem", code: "invalid_request" },
    message: expect.stringMatching(/^The step "text" cannot be made\. system_prompt: .+/),
  });
});

test("a fault of the recipe is no plan that costs nothing", async () => {
  const broken = plan(async (call) => {
    await call("text", qwenVl, ask);
    throw new TypeError("scenes is undefined");
  });
  await expect(broken).rejects.toThrow("scenes is undefined");
});

test("a recipe that refuses examples is planned up to there", async () => {
  const { calls, refusal } = await plan(async (call) => {
    await call("text", qwenVl, ask);
    throw new WorkflowError("no_scene", "The text has no scene.");
  });
  expect([calls.map(({ key }) => key), refusal?.message]).toEqual([["text"], "The text has no scene."]);
});
