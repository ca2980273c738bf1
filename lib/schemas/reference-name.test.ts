import { expect, test } from "vitest";
import { hasMentions, referenceName, replaceMentions } from "./reference-name";

test.each([
  ["Red Umbrella.jpg", "red-umbrella"],
  ["  Maria  ", "maria"],
  ["玛丽.png", "玛丽"],
  ["Ｍａｒｉａ", "maria"],
  ["v1.2 final.jpeg", "v1-2-final"],
  ["***.png", ""],
])("the picture %j is named @%s", (name, expected) => expect(referenceName(name)).toBe(expected));

const known = ["maria", "maria-at-sea", "玛丽", "boat"];
test.each([
  ["@maria waves.", "<maria> waves."],
  ["(@Maria), @MARIA-at-sea!", "(<maria>), <maria-at-sea>!"],
  ["@玛丽在海边", "<玛丽>在海边"],
  ["@maria在海边 @boat。", "<maria>在海边 <boat>。"],
  ["@marianne and @maria2 stay", "@marianne and @maria2 stay"],
  ["write to a@maria.example or @@maria", "write to a@maria.example or @@maria"],
  ["@nobody", "@nobody"],
  ["@ maria @", "@ maria @"],
])("%j becomes %j", (text, expected) => expect(replaceMentions(text, known, (name) => `<${name}>`)).toBe(expected));

test("only a text with an @name has one", () => {
  expect(["@maria", "See @玛丽"].every(hasMentions)).toBe(true);
  expect(["maria", "a@b.example", "@ x"].some(hasMentions)).toBe(false);
});
