import { createTranslator } from "use-intl/core";
import { expect, test } from "vitest";
import { languageFor, languages } from "./languages";
import { messages } from "./messages";

type Tree = { readonly [key: string]: string | Tree };

const flat = (tree: Tree, path = ""): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" ? [[path + key, value]] : flat(value, `${path}${key}.`),
  );
const others = Object.keys(languages).filter((language) => language !== "en") as (keyof typeof languages)[];
const english = flat(messages.en);

/** Each argument with its kind, numbers and plurals alike. A plural's branches hold words and `#`, which are no names. */
function argumentsOf(message: string): string[] {
  const named = [...message.matchAll(/\{(\w+)(?:, (\w+))?[,}]/g)];
  return [...new Set(named.map(([, name, kind]) => `${name} ${kind ? "number" : "text"}`))].sort();
}

test.each(others)("%s has every sentence of English and no other", (language) => {
  expect(flat(messages[language]).map(([key]) => key)).toEqual(english.map(([key]) => key));
});

test.each(others)("every sentence in %s takes the arguments of the English one", (language) => {
  const spoken = Object.fromEntries(flat(messages[language]));
  const different = english.filter(
    ([key, message]) => argumentsOf(message).join() !== argumentsOf(spoken[key] ?? "").join(),
  );
  expect(different).toEqual([]);
});

test.each(Object.keys(languages) as (keyof typeof languages)[])("every sentence in %s can be said", (locale) => {
  const tree: Tree = messages[locale];
  const onError = (error: Error) => {
    throw error;
  };
  const t = createTranslator<Record<string, string>>({ locale, messages: tree as Record<string, string>, onError });
  for (const [key, message] of flat(tree)) {
    for (const n of [0, 1, 2, 5]) {
      const given = argumentsOf(message).map((argument) => argument.split(" "));
      const values = given.map(([name, kind]) => [name, kind === "number" ? n : "a word"]);
      expect(t(key, Object.fromEntries(values))).not.toContain("{");
    }
  }
});

test("the browser's first wish that is spoken here is met, English is for all others", () => {
  expect(languageFor("zh-CN,zh;q=0.9,en;q=0.8")).toBe("zh");
  expect(languageFor("fr-FR,fr;q=0.9,zh-TW;q=0.5,en;q=0.4")).toBe("zh");
  expect(languageFor("en;q=0.3, zh;q=0.2")).toBe("en");
  expect(languageFor("zh;q=0, de")).toBe("en");
  expect(languageFor("")).toBe("en");
});
