import { expect, test } from "vitest";
import { z } from "zod";
import "./validation";

/** What a person reads of each kind of wrong value. */

const words = (schema: z.ZodType, value: unknown) =>
  schema.safeParse(value).error?.issues.map(({ path, message }) => [...path, message].join(" "));

test.each<[z.ZodType, unknown, string]>([
  [z.string(), undefined, "This field is required."],
  [z.string(), 5, "Give text, not 5."],
  [z.string(), null, "Give text, not null."],
  [z.number(), "seven", "Give a number, not text."],
  [z.number(), Number.NaN, "Give a number, not NaN."],
  [z.int(), 1.5, "Give a whole number, not 1.5."],
  [z.boolean(), "yes", "Give true or false, not text."],
  [z.array(z.string()), "a", "Give a list, not text."],
  [z.strictObject({}), [], "Give an object, not a list."],
  [z.enum(["fine", "fast"]), "best", "Give one of fine, fast."],
  [z.literal("video"), "film", 'Give "video".'],
  [z.number().max(4096), 5000, "Give at most 4096."],
  [z.number().min(64), 1, "Give at least 64."],
  [z.number().positive(), 0, "Give more than 0."],
  [z.string().max(3), "abcd", "Give at most 3 characters."],
  [z.string().min(1), "", "This must not be empty."],
  [z.array(z.string()).min(1), [], "This must not be empty."],
  [z.array(z.string()).max(1), ["a", "b"], "Give at most 1 item."],
  [z.number().multipleOf(8), 12, "Give a multiple of 8."],
  [z.url(), "dog", "Give a web address, such as https://example.com/a.jpg."],
  [z.iso.date(), "dog", "Give a date, such as 2026-01-31."],
  [z.string().regex(/^#[0-9a-f]{6}$/), "red", "Give text that matches /^#[0-9a-f]{6}$/."],
  [z.string().regex(/^#/, "Give a colour."), "red", "Give a colour."],
  [z.strictObject({ a: z.string() }), { a: "", b: 1, c: 2 }, 'Unknown fields "b", "c".'],
  [z.strictObject({ a: z.strictObject({ b: z.int() }) }), { a: { b: "1" } }, "a b Give a number, not text."],
  [
    z.union([z.string(), z.strictObject({ text: z.string() })]),
    { text: 1 },
    "This has none of the known forms. Give text, not an object. Or: text: Give text, not 1.",
  ],
])("plain words for wrong value %#", (schema, value, message) => {
  expect(words(schema, value)).toEqual([message]);
});
