import { expect, test } from "vitest";
import { byScript } from "./by-script";

/** Which voice speaks which part of a text. */

const split = (text: string, voice?: string) => byScript(text, voice).map((run) => [run.voice, run.text]);

test.each([
  ["one script is one part", "Hello, world.", [["en-us", "Hello, world."]]],
  [
    "digits and marks stay with the words before",
    "2024 年，好 OK!",
    [
      ["cmn-latn-pinyin", "2024 年，好 "],
      ["en-us", "OK!"],
    ],
  ],
  ["digits alone are spoken", "42", [["en-us", "42"]]],
  ["emoji are not spoken", "Hi 👍🏽 there", [["en-us", "Hi     there"]]],
  ["characters beside kana are Japanese", "日本語です", [["ja", "日本語です"]]],
  ["nothing to say is no part", "👍 — !", []],
])("%s", (_, text, parts) => {
  expect(split(text).map(([voice, said]) => [voice, said?.replace(/ +/g, " ")])).toEqual(
    parts.map(([voice, said]) => [voice, said?.replace(/ +/g, " ")]),
  );
});

test("a voice speaks its own script, and others keep theirs", () => {
  expect(split("Bonjour 你好", "fr-fr")).toEqual([
    ["fr-fr", "Bonjour "],
    ["cmn-latn-pinyin", "你好"],
  ]);
  expect(split("Привіт, world", "uk")).toEqual([
    ["uk", "Привіт, "],
    ["en-us", "world"],
  ]);
});
