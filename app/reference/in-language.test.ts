import { expect, test } from "vitest";
import * as subjects from "./_zh";
import { aboutIn, groups, objects, resolve, type Schema } from "./description";
import { inLanguage } from "./in-language";

const operations = groups.flatMap(({ calls }) => calls.map(({ operation }) => operation));
const bodies = operations.flatMap(({ requestBody }) => {
  const body = requestBody?.content["application/json"]?.schema;
  return body ? [resolve(body)] : [];
});
const fields: Schema[] = [
  ...operations.flatMap(({ parameters = [] }) => parameters),
  ...[...bodies, ...objects.map(([, object]) => object)].flatMap(({ properties = {} }) => Object.values(properties)),
].map((field) => ("schema" in field ? { ...field.schema, description: field.description } : field));
/** What the page says of operations and of their answers. */
const sentences = operations.flatMap(({ description = "", responses }) => [
  description,
  ...Object.values(responses).map((answer) => answer.description),
]);
const chinese = Object.values(subjects).flatMap((lines) => Object.entries<string>(lines));

const linesOf = (texts: string[]) => new Set(texts.flatMap((text) => text.split("\n")).filter(Boolean));

test("each description of the reference has a Chinese one, line by line", () => {
  const said = linesOf([
    ...sentences.map((text) => inLanguage("zh", text)),
    ...fields.map((field) => aboutIn("zh", field)),
  ]);
  expect(said.size).toBeGreaterThan(500);
  expect([...said].filter((line) => !/\p{Script=Han}/u.test(line))).toEqual([]);
});

test("each description is the API's own in English", () => {
  for (const text of sentences) expect(inLanguage("en", text)).toBe(text);
  for (const field of fields) expect(aboutIn("en", field)).toBe(field.description ?? "");
});

test("no Chinese description is left of an English one that the reference does not show, or given twice", () => {
  const shown = linesOf([
    ...sentences,
    ...fields.flatMap(({ description = "", "x-zh": zh }) => (zh?.description ? [] : [description])),
  ]);
  expect(chinese.map(([english]) => english).filter((line) => !shown.has(line))).toEqual([]);
  expect(chinese.length).toBe(new Set(chinese.map(([english]) => english)).size);
});

test("a Chinese description keeps the code of the English one", () => {
  const codeOf = (text: string) => new Set(text.match(/`[^`]+`/g));
  const lost = chinese.filter(([english, own]) => ![...codeOf(english)].every((code) => codeOf(own).has(code)));
  expect(lost).toEqual([]);
});
