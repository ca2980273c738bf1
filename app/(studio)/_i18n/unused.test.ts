import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { en } from "./messages/en";

type Tree = { readonly [key: string]: string | Tree };

const keysOf = (tree: Tree, path = ""): string[] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [path + key] : keysOf(value, `${path}${key}.`),
  );

/** The parts whose messages are found by a value of the API or of a list, which no file writes down. */
const byValue = [
  ...["choices.", "cut.keys.", "library.unnamed."],
  ...["settings.counters.", "settings.providers.names.", "settings.services."],
];

/** What the texts in quotes of a file can name, below each of the parts of the messages that the file opens. */
function namesIn(source: string): { exact: string[]; patterns: RegExp[] } {
  const parts = ["", ...[...source.matchAll(/useTranslations\("([\w.]+)"/g)].map(([, part]) => `${part}.`)];
  const exact = [...source.matchAll(/"([\w.-]+)"/g)].flatMap(([, text]) => parts.map((part) => part + text));
  const written = [...source.matchAll(/\b(?:t|say)\(`([\w.]*(?:\$\{[^}`]*\}[\w.]*)+)`/g)].flatMap(([, text]) =>
    parts.map((part) => part + text),
  );
  const patterns = written.map(
    (text) =>
      new RegExp(
        `^${text
          .split(/\$\{[^}]*\}/)
          .map((fixed) => fixed.replaceAll(".", "\\."))
          .join("[\\w.-]+")}$`,
      ),
  );
  return { exact, patterns };
}

test("every message is used", () => {
  const sources = readdirSync("app", { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.|_i18n\/messages/.test(file))
    .map((file) => readFileSync(`app/${file}`, "utf8"));
  const named = sources.map(namesIn);
  const exact = new Set(named.flatMap((one) => one.exact));
  const patterns = named.flatMap((one) => one.patterns);
  const isUsed = (key: string) =>
    byValue.some((part) => key.startsWith(part)) || exact.has(key) || patterns.some((pattern) => pattern.test(key));
  expect(keysOf(en).filter((key) => !isUsed(key))).toEqual([]);
});
