import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AnswerFileError, takeFilesOut } from "./answer-files";

/** Files inside a JSON answer are extracted byte for byte, and the rest stays unchanged. */

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nextscene-answer-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function takeOut(answer: string) {
  const from = join(folder, "answer.json");
  writeFileSync(from, answer);
  let count = 0;
  return takeFilesOut(from, () => join(folder, `file-${count++}`));
}

test.each([
  ["plain", (bytes: Buffer) => bytes.toString("base64")],
  ["as a data URL", (bytes: Buffer) => `data:image/png;base64,${bytes.toString("base64")}`],
  ["with escaped slashes", (bytes: Buffer) => bytes.toString("base64")],
  ["in lines", (bytes: Buffer) => bytes.toString("base64").replace(/.{76}/g, "$&\r\n")],
  ["in the alphabet of URLs", (bytes: Buffer) => bytes.toString("base64url")],
])("a file in base64, %s", async (how, write) => {
  const [one, other] = [randomBytes(3_000_001), randomBytes(50_000)];
  const json = {
    created: 1,
    data: [{ b64_json: write(one), n: 1.5 }, { b64_json: write(other) }],
    note: '雪 "quoted"',
  };
  const text = JSON.stringify(json);
  const { value, files } = await takeOut(how.includes("slashes") ? text.replaceAll("/", "\\/") : text);
  expect(files.map(({ path }) => readFileSync(path).equals(one) || readFileSync(path).equals(other))).toEqual([
    true,
    true,
  ]);
  expect(value).toEqual({
    ...json,
    data: [{ b64_json: files[0]?.name, n: 1.5 }, { b64_json: files[1]?.name }],
  });
});

test("short strings and long texts stay in the JSON", async () => {
  const json = { tiny: randomBytes(900).toString("base64"), story: "A long story. ".repeat(20_000), "": [], no: null };
  expect(await takeOut(JSON.stringify(json))).toEqual({ value: json, files: [] });
});

test.each([
  ["text without end", `{"story":"${"word ".repeat(300_000)}"}`, /more than 1048576 characters/],
  [
    "many texts",
    JSON.stringify(Array.from({ length: 20 }, () => "word ".repeat(20_000))),
    /more than 1048576 characters/,
  ],
  ["HTML", `<html>${"<p>busy</p>".repeat(100_000)}</html>`, /not JSON/],
  [
    "JSON that ends in the middle",
    `{"data":[{"b64_json":"${randomBytes(90_000).toString("base64")}"`,
    /ends in the middle|not JSON/,
  ],
  [
    "base64 that is none in the end",
    `{"data":"${randomBytes(90_000).toString("base64")} and so on"}`,
    /continues as something else/,
  ],
])("%s is refused with a clear error", async (_, answer, words) => {
  const error = await takeOut(answer).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AnswerFileError);
  expect((error as Error).message).toMatch(words);
  expect(readdirSync(folder).length).toBeLessThan(3); // all files are closed, and the caller removes the folder
});
