import { createTranslator } from "use-intl/core";
import { expect, test } from "vitest";
import { z } from "zod";
import { media } from "@/lib/media/field";
import { en } from "../_i18n/messages/en";
import { placeProblem, readInput, readOptions } from "./form-answers";
import { readForm } from "./schema-form";

const input = z.toJSONSchema(
  z.strictObject({
    image: media("image", { title: "Picture" }),
    clips: z
      .array(media("video", { title: "Clip" }))
      .max(3)
      .optional()
      .meta({ title: "Clips" }),
    prompt: z
      .string()
      .max(50)
      .meta({ title: "Prompt", multiline: true, examples: ["It rains."] }),
    style: z.enum(["noir", "warm"]).default("warm"),
    frame_rate: z.int().min(8).max(60).default(24).meta({ advanced: true }),
    seed: z.int().nullable().optional(),
    loop: z.boolean().default(true),
  }),
  { io: "input" },
);
const form = readForm(input);
const t = createTranslator({ locale: "en", messages: en });
const option = (name: string) => form.options.find((field) => field.name === name);

test("media fields come from the schema, in its order, single or several", () => {
  expect(form.media).toMatchObject([
    { name: "image", title: "Picture", media: "image", required: true, many: false, max: 1 },
    { name: "clips", title: "Clips", media: "video", required: false, many: true, max: 3 },
  ]);
});

test("every other property becomes a suitable control", () => {
  expect(form.options.map(({ name, kind }) => [name, kind])).toEqual([
    ["prompt", "long"],
    ["style", "choice"],
    ["frame_rate", "number"],
    ["seed", "number"],
    ["loop", "switch"],
  ]);
  expect(option("prompt")).toMatchObject({ required: true, placeholder: "It rains.", maxLength: 50 });
  expect(option("frame_rate")).toMatchObject({
    title: "Frame rate",
    advanced: true,
    initial: "24",
    min: 8,
    max: 60,
    whole: true,
  });
  expect(option("seed")).toMatchObject({ required: false, min: undefined, max: undefined });
});

test("values get the schema's types, and empty ones are left out", () => {
  const { options, problems } = readOptions(form.options, { prompt: "Fog.", frame_rate: "30", seed: " " }, t);
  expect({ options, problems }).toEqual({
    options: { prompt: "Fog.", style: "warm", frame_rate: 30, loop: true },
    problems: {},
  });
});

test("a missing value, or one that is not a number, gives an error at its field", () => {
  expect(readOptions(form.options, { seed: "many" }, t).problems).toEqual({
    prompt: "Prompt is required.",
    seed: "Seed must be a number.",
  });
  expect(readInput(form.media, () => [], t).problems).toEqual({ image: "Picture is required." });
});

test("an error finds its field by pointer, also through the order of the input", () => {
  const { input: sent, owners } = readInput(
    form.media,
    (field) => (field === "image" ? ["asset:a"] : ["asset:b", "asset:c"]),
    t,
  );
  expect(sent.map(({ url }) => url)).toEqual(["asset:a", "asset:b", "asset:c"]);
  const shown = [...form.media, ...form.options].map(({ name }) => name);
  const errors = [
    { pointer: "/input/2/url", detail: "It cannot be decoded." },
    { pointer: "/options/prompt", detail: "Too long." },
    { pointer: "/input", detail: "One picture is needed." },
    { pointer: "/webhookUrl", detail: "Not reachable." },
  ];
  expect(placeProblem({ message: "No.", errors }, shown, owners, "image")).toEqual({
    problems: { clips: "It cannot be decoded.", prompt: "Too long.", image: "One picture is needed." },
    rest: ["Not reachable."],
  });
  expect(placeProblem({ message: "Too many requests.", errors: [] }, shown, owners, "image").rest).toEqual([
    "Too many requests.",
  ]);
});
