import { createTranslator } from "use-intl/core";
import { expect, test } from "vitest";
import { z } from "zod";
import { en } from "../_i18n/messages/en";
import { readOptions } from "./form-answers";
import { linesOf, moved, pasted, rowsOf, textOf } from "./list-rows";
import { asText, readForm } from "./schema-form";

const quote = z.union([z.string().max(40), z.strictObject({ text: z.string(), from: z.number().optional() })]);
const { options: fields } = readForm(
  z.toJSONSchema(
    z.strictObject({
      points: z
        .array(z.string().max(10))
        .max(3)
        .default([])
        .meta({ title: "Points", examples: [["Light"]] }),
      quotes: z.array(quote).default([]).meta({ title: "Quotes" }),
      colours: z.array(z.string().regex(/^#[0-9a-fA-F]{6}$/)).optional(),
      shapes: z.array(z.enum(["tall", "wide"])).default([]),
      focus: z.strictObject({ x: z.number(), y: z.number() }).optional().meta({ title: "Focus" }),
      free: z.record(z.string(), z.unknown()).optional(),
    }),
    { io: "input" },
  ),
);
const t = createTranslator({ locale: "en", messages: en });
const field = (name: string) => fields.find((one) => one.name === name) ?? expect.fail(name);
const read = (values: Record<string, string>) => readOptions(fields, values, t);

test("a list, an object and several choices are fields of their own; only an unknown shape is JSON", () => {
  expect(fields.map(({ name, kind, plain }) => [name, kind, plain])).toEqual([
    ["points", "list", true],
    ["quotes", "list", true],
    ["colours", "list", true],
    ["shapes", "several", false],
    ["focus", "object", false],
    ["free", "json", false],
  ]);
  expect(field("points").fields).toMatchObject([{ kind: "text", maxLength: 10, placeholder: "Light" }]);
  expect(field("colours").fields).toMatchObject([{ kind: "colour" }]);
  expect(field("quotes").fields.map(({ name, kind }) => [name, kind])).toEqual([
    ["text", "text"],
    ["from", "number"],
  ]);
});

test("rows are sent as the API takes them, without the blank ones", () => {
  const quotes = textOf([{ text: "One" }, { text: " " }, { text: "Two", from: "4" }]);
  const values = { points: textOf([{ value: "Light" }, { value: "" }]), quotes, shapes: '["wide"]' };
  expect(read({ ...values, focus: '{"x":"0.5","y":"1"}' })).toEqual({
    options: {
      points: ["Light"],
      quotes: ["One", { text: "Two", from: 4 }],
      shapes: ["wide"],
      focus: { x: 0.5, y: 1 },
    },
    problems: {},
  });
  expect(read({ points: "", shapes: "[]", focus: '{"x":"","y":""}' })).toEqual({ options: {}, problems: {} });
});

test("what a job was given comes back as the same rows", () => {
  const given = ["One", { text: "Two", from: 4 }];
  const rows = rowsOf(field("quotes"), asText(given));
  expect(rows).toEqual([{ text: "One" }, { text: "Two", from: "4" }]);
  expect(read({ quotes: textOf(rows) }).options).toEqual({ quotes: given });
});

test("an error names the row", () => {
  expect(read({ points: textOf([{ value: "Light" }, { value: "much too long" }]) }).problems).toEqual({
    points: "Points 2 is too long: the limit is 10 characters.",
  });
  expect(read({ points: textOf([..."abcd"].map((value) => ({ value }))) }).problems).toEqual({
    points: "Points has too many rows: the limit is 3.",
  });
  expect(read({ focus: '{"x":"0.5"}' }).problems).toEqual({ focus: "Focus: Y is required." });
});

test("pasted lines become rows, up to the limit, without bullets", () => {
  expect(linesOf("• Light\r\n\n2. Dry \n-5 degrees")).toEqual(["Light", "Dry", "-5 degrees"]);
  const rows = [{ value: "a" }, { value: "" }, { value: "z" }];
  expect(pasted(rows, 1, "value", ["b", "c"], 9).map(({ value }) => value)).toEqual(["a", "b", "c", "z"]);
  expect(pasted(rows, 1, "value", ["b", "c", "d"], 4)).toHaveLength(4);
  expect(pasted([...rows, ...rows], 1, "value", ["b", "c"], 4)).toHaveLength(6);
});

test("a row moves within the list only", () => {
  expect(moved(["a", "b", "c"], 0, 2)).toEqual(["b", "c", "a"]);
  expect(moved(["a", "b"], 1, 2)).toEqual(["a", "b"]);
});
