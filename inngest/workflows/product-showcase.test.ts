import { expect, test } from "vitest";
import { CallFailed } from "../define-workflow";
import { productShowcase } from "./product-showcase";
import { type Asked, recording } from "./testing/recording";

const given = { products: ["asset:front", "asset:back"], name: "Aura One", selling_points: ["40 h battery"] };
const look = {
  ...{ light: -0.5, contact: 0.5, cast: 0.3, mirror: 0.1, font: "sans", accent: "#3d8bff", onAccent: "#ffffff" },
  ...{ tall: { base: 0.8, ink: "#111111" }, square: { base: 0.86, ink: "#eeeeee" } },
};

const answers = (text: string) => (asked: Asked) => {
  const { key, service, input } = asked;
  if (service === "language") return { text };
  if (service === "cut-out") return { image: `asset:cut-of-${String(input.image).slice(6)}` };
  if (service === "place-product")
    return { image: "asset:still", tall: "asset:t", square: "asset:s", products: ["asset:p1", "asset:p2"], look };
  if (service === "compose") return { video: `asset:${key}`, still: `asset:${key}-still` };
  if (service === "gif") return { gif: "asset:gif" };
  return { image: "asset:set" };
};

async function run(options: Record<string, unknown> = {}, text = '{"product_type": "electronics"}') {
  const { asked, ...context } = recording(answers(text));
  const output = await productShowcase.run({
    input: productShowcase.input.parse({ ...given, ...options }),
    ...context,
  });
  const inputOf = (key: string) => asked.find((one) => one.key === key)?.input;
  return { asked, output, inputOf };
}

test("every picture is cut out before anything is paid, and each output is a call of its own", async () => {
  const { asked, output } = await run();
  expect(asked.map(({ key }) => key)).toEqual(
    expect.arrayContaining(["cut.1", "cut.2", "type", "background", "scene", "tall", "square", "preview"]),
  );
  expect(asked.slice(0, 4).map(({ key }) => key)).toEqual(["cut.1", "cut.2", "type", "background"]);
  expect(output).toEqual({
    ...{ tall: "asset:tall", square: "asset:square", preview: "asset:gif", product_type: "electronics" },
    stills: ["asset:still", "asset:tall-still", "asset:square-still"],
  });
});

test("each shape is composed with its own set, ink and margins", async () => {
  const { inputOf } = await run({ platform: "douyin", call_to_action: "Shop now" });
  expect(inputOf("tall")).toMatchObject({
    ...{ template: "showcase-electronics", width: 1080, height: 1920, seconds: 8 },
    values: { ink: "#111111", base: 0.8, "safe.right": 0.13, accent: "#3d8bff" },
    texts: [
      { name: "name", text: "Aura One" },
      { name: "point.1", text: "40 h battery" },
      { name: "action", text: "Shop now" },
    ],
  });
  expect(inputOf("square")).toMatchObject({ width: 1080, height: 1080, values: { ink: "#eeeeee", base: 0.86 } });
});

test.each(["fashion", "food"])("the given type %s is used, without a request to a model", async (product_type) => {
  const { asked, inputOf } = await run({ product_type });
  expect(asked.map(({ service }) => service)).not.toContain("language");
  expect(inputOf("scene")).toMatchObject({ product_type });
});

test("an answer that cannot be used gives the nearest type by words", async () => {
  expect((await run({}, "It is a pair of headphones.")).output).toMatchObject({ product_type: "electronics" });
  const cream = { name: "Night cream", selling_points: ["For sensitive skin"] };
  expect((await run(cream, "I cannot say.")).output).toMatchObject({ product_type: "skincare" });
});

test("a model that fails is no reason to fail the job", async () => {
  const { asked, ...context } = recording((asked) => {
    if (asked.service !== "language") return answers("")(asked);
    const error = { code: "service_timeout", message: "Late.", step: "type", service: "language", retryable: true };
    throw new CallFailed(error);
  });
  const input = productShowcase.input.parse({ ...given, name: "Espresso", selling_points: ["Fresh roast coffee"] });
  expect(await productShowcase.run({ input, ...context })).toMatchObject({ product_type: "food" });
  expect(asked.map(({ key }) => key)).toContain("background");
});

test("the prompt is in the language of the name, or in the given one", async () => {
  const promptOf = async (options: Record<string, unknown>) =>
    String((await run({ product_type: "food", ...options })).inputOf("background")?.prompt);
  expect(await promptOf({})).toMatch(/^An empty set/);
  expect(await promptOf({ name: "晨光浓缩" })).toMatch(/^空的产品摄影场景/);
  expect(await promptOf({ name: "晨光浓缩", language: "en" })).toMatch(/^An empty set/);
});
