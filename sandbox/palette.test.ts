import { expect, test } from "vitest";
import { inPalette } from "./media/palette";

const grey = (light: number) => ({ data: Buffer.from([light, light, light]), width: 1, height: 1 });

test("a picture is toned in the colours that a text names, the darkest in its shadows", () => {
  const text = "A lake. Colours: #ffe0a0, #000060.";
  const [red = 0, , blue = 0] = inPalette(grey(10), text).data;
  expect(blue).toBeGreaterThan(red);
  const [bright = 0, , pale = 0] = inPalette(grey(250), text).data;
  expect(bright).toBeGreaterThan(pale);
});

test("a text that names no colours changes nothing", () => {
  expect([...inPalette(grey(90), "A lake at #dusk.").data]).toEqual([90, 90, 90]);
});
