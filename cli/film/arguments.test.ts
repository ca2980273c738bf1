import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../supervisor/spawn";
import { filmRequest } from "./arguments";

const picture = join(root, "public/sample.jpg");
const optionsOf = (...given: string[]) => {
  const options = given.flatMap((text) => ["--option", text]);
  const request = filmRequest(["--model", "product-showcase", picture, ...options], "npm run film --");
  return "options" in request ? request.options : undefined;
};

test("an option is a text, a number, or a list as JSON or given several times", () => {
  expect(optionsOf("name=Aura One", "seconds=6")).toEqual({ name: "Aura One", seconds: 6 });
  const points = ["40 h of battery", "Made of steel"];
  expect(optionsOf(...points.map((point) => `selling_points=${point}`))).toEqual({ selling_points: points });
  expect(optionsOf(`selling_points=${JSON.stringify(points)}`)).toEqual({ selling_points: points });
});

test("an option without a name is refused", () => {
  expect(() => optionsOf("=6")).toThrow('--option is "=6": write it as name=value.');
});
