import { readdirSync, readFileSync } from "node:fs";
import { createTranslator } from "use-intl/core";
import { expect, test } from "vitest";
import { counterNames } from "@/db/counters";
import { errorCodes } from "@/lib/errors";
import { presentModels } from "@/server/api/serializers/model";
import { languageFor, languages } from "./languages";
import { messages } from "./messages";
import { modelIn, stepIn } from "./model-text";

type Tree = { readonly [key: string]: string | Tree };

const flat = (tree: Tree, path = ""): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" ? [[path + key, value]] : flat(value, `${path}${key}.`),
  );
const others = Object.keys(languages).filter((language) => language !== "en") as (keyof typeof languages)[];
const english = flat(messages.en);

/**
 * Each argument with its kind; numbers and plurals count as one kind. A plural's branches contain words and `#`, which
 * are not arguments.
 */
function argumentsOf(message: string): string[] {
  const named = [...message.matchAll(/\{(\w+)(?:, (\w+))?[,}]/g)];
  return [...new Set(named.map(([, name, kind]) => `${name} ${kind ? "number" : "text"}`))].sort();
}

/** Only languages other than the API's explain its codes. */
const spokenIn = (language: keyof typeof languages) =>
  flat(messages[language]).filter(([key]) => !key.startsWith("codes."));

test.each(others)("%s has exactly the messages of English", (language) => {
  expect(spokenIn(language).map(([key]) => key)).toEqual(english.map(([key]) => key));
});

test.each(others)("%s explains every error code of the API and of failed steps", (language) => {
  const { codes } = messages[language] as unknown as { codes: Record<string, string> };
  // Workflows have their own messages.
  const sources = readdirSync("inngest", { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !/\.test\.|^workflows/.test(file),
  );
  const code = /(?:code: |WorkflowError\(|fail\(\s*call,\s*)"([a-z_]+)"/g;
  const thrown = sources.flatMap((file) =>
    [...readFileSync(`inngest/${file}`, "utf8").matchAll(code)].map(([, one]) => one),
  );
  expect(thrown).toContain("service_failed");
  expect(Object.keys(codes)).toEqual(expect.arrayContaining([...Object.keys(errorCodes), ...thrown]));
});

test("every counter has a message", () => {
  const said = english.map(([key]) => key);
  expect(said).toEqual(expect.arrayContaining(counterNames.map((name) => `settings.counters.${name}`)));
});

test("a model, its fields and its steps have their titles in the page's language", async () => {
  for (const model of await presentModels()) {
    expect(modelIn("en", model)).toBe(model);
    const spoken = modelIn("zh", model);
    const said = [spoken.title, spoken.description, ...model.steps.map(({ key }) => stepIn("zh", model, key))];
    const fields = Object.values(spoken.input.properties as Record<string, { title: string; description?: string }>);
    for (const text of [...said, ...fields.flatMap(({ title, description }) => [title, description ?? title])]) {
      expect(text, model.id).toMatch(/\p{Script=Han}/u);
    }
  }
  const film = (await presentModels()).find(({ id }) => id === "next-scene");
  expect(stepIn("zh", film, "clip.12")).toBe("场景 12：镜头");
  expect(stepIn("zh", film, "a step of long ago")).toBe("a step of long ago");
});

test.each(others)("every message in %s has the arguments of the English one", (language) => {
  const spoken = Object.fromEntries(flat(messages[language]));
  const different = english.filter(
    ([key, message]) => argumentsOf(message).join() !== argumentsOf(spoken[key] ?? "").join(),
  );
  expect(different).toEqual([]);
});

test.each(Object.keys(languages) as (keyof typeof languages)[])("every message in %s can be formatted", (locale) => {
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

test("the browser's first supported language is used, else English", () => {
  expect(languageFor("zh-CN,zh;q=0.9,en;q=0.8")).toBe("zh");
  expect(languageFor("fr-FR,fr;q=0.9,zh-TW;q=0.5,en;q=0.4")).toBe("zh");
  expect(languageFor("en;q=0.3, zh;q=0.2")).toBe("en");
  expect(languageFor("zh;q=0, de")).toBe("en");
  expect(languageFor("")).toBe("en");
});
