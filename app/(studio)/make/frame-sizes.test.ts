import { expect, test } from "vitest";
import { sizeFieldsIn, sizeFor } from "./frame-sizes";
import { readForm } from "./schema-form";

const side = { type: "integer", minimum: 64, maximum: 1024, default: 768 };
const fields = (properties: Record<string, unknown>) => sizeFieldsIn(readForm({ properties }).options);

test("a form has a size only if it has both sides as numbers", () => {
  expect(fields({ width: side })).toBeNull();
  expect(fields({ width: side, height: { type: "string" } })).toBeNull();
  expect(fields({ width: side, height: side })).toMatchObject({ width: { name: "width" }, height: { name: "height" } });
});

test("a form that asks for the ratio has no second choice of a shape", () => {
  expect(fields({ width: side, height: side, aspectRatio: { enum: ["16:9", "1:1"] } })).toBeNull();
});

test("a shape has about as many pixels as the default size, and stays within the bounds of its sides", () => {
  const size = fields({ width: side, height: side });
  if (!size) throw new Error("There is no size.");
  expect(sizeFor(1, size)).toEqual({ width: 768, height: 768 });
  expect(sizeFor(16 / 9, size)).toEqual({ width: 1024, height: 576 });
  expect(sizeFor(9 / 16, size)).toEqual({ width: 576, height: 1024 });
  expect(sizeFor(100, size)).toEqual({ width: 1024, height: 80 });
});
