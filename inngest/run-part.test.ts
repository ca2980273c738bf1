import { expect, test } from "vitest";
import { z } from "zod";
import { qwenEdit } from "@/lib/services";
import { titleOf } from "@/lib/step-key";
import { type CallService, defineWorkflow, WorkflowError } from "./define-workflow";
import { planJob } from "./jobs/plan";
import { withParts } from "./run-part";
import { nextScene } from "./workflows";

/** A workflow of two films, planned and run with calls that return at once. */

const twoFilms = defineWorkflow({
  model: "two-films",
  title: "Two films",
  description: "A film by day and the same by night.",
  steps: { day: "By day", night: "By night", poster: "Poster" },
  parts: { day: nextScene, night: nextScene },
  input: nextScene.input.extend({ night: z.string() }),
  async run({ input: { night, ...input }, call, part }) {
    const day = await part("day", nextScene, input);
    const dark = await part("night", nextScene, { ...input, prompt: night });
    const poster = await call("poster", qwenEdit, { image: input.image, prompt: night });
    return { videos: [day.video, dark.video], poster: poster.image };
  },
});
const input = twoFilms.input.parse({ image: "asset:picture", prompt: "A boat appears.", night: "It grows dark." });

const answering = (text: string) => {
  const asked: string[] = [];
  const call = (async (key: string, service: { id: string }) => {
    asked.push(key);
    if (service.id === "language") return { text };
    return ["image-edit", "qwen-edit"].includes(service.id) ? { image: `asset:${key}` } : { video: `asset:${key}` };
  }) as unknown as CallService;
  return { asked, call };
};
const review = async () => {};

test("the calls of a part are named by its key, and its result is the inner workflow's", async () => {
  const { asked, call } = answering("Next Scene: one");
  const output = await twoFilms.run({ input, ...withParts({ call, review }) });
  expect(output).toEqual({
    videos: ["asset:day.film", "asset:night.film"],
    poster: "asset:poster",
  });
  const steps = ["scenes", "keyframe.1", "clip.1", "film"];
  expect(asked).toEqual([...steps.map((key) => `day.${key}`), ...steps.map((key) => `night.${key}`), "poster"]);
});

test("a plan has the calls of its parts with their prices, and their reviews", async () => {
  const plan = await planJob(twoFilms, input, () => 1);
  const alone = await planJob(nextScene, nextScene.input.parse({ image: "asset:picture", prompt: "A boat." }), () => 1);
  const inside = plan.calls.filter(({ key }) => key.startsWith("night."));
  expect(inside.map(({ key, price }) => [key, price])).toEqual(
    alone.calls.map(({ key, price }) => [`night.${key}`, price]),
  );
  expect(plan.reviews).toEqual(["day.scenes", "day.keyframes", "night.scenes", "night.keyframes"]);
});

test("an error of a part has the inner workflow's code, and names its call within the whole", async () => {
  const { call } = answering("I cannot help with that.");
  const error = await twoFilms.run({ input, ...withParts({ call, review }) }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "no_scene", unusable: "day.scenes" });
});

test("the titles of a part's steps and reviews begin with the part's title", () => {
  expect(titleOf(twoFilms.steps, "night.keyframe.2")).toBe("By night: Scene 2: keyframe");
  expect(titleOf(twoFilms.reviews ?? {}, "day.scenes")).toBe("By day: the scenes");
  expect(titleOf(twoFilms.steps, "poster")).toBe("Poster");
});

test("two parts of the same key are refused", async () => {
  const { call } = answering("Next Scene: one");
  const { part } = withParts({ call, review });
  const film = nextScene.input.parse({ image: "asset:picture", prompt: "A boat." });
  await part("film", nextScene, film);
  await expect(part("film", nextScene, film)).rejects.toBeInstanceOf(WorkflowError);
});
