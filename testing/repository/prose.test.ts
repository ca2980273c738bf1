import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { en } from "@/app/(studio)/_i18n/messages/en";
import { envSchema, settingGroups } from "@/lib/env";
import { errorCodes } from "@/lib/errors";
import { describeApi } from "@/server/api/openapi/document";

/** Phrases of a private language that confuse readers, each with its plain replacement. */
const habits: [RegExp, string][] = [
  [/\banew\b/i, "again"],
  [/\b(by|of) itself\b/i, "automatically"],
  [/\bunder way\b/i, "in progress, running or concurrent"],
  [/\b(is|are|was|were) told\b/i, "name who sends what to whom"],
  [/\bstands?\b(?!-in)/i, "is, stays or applies"],
  [/\bnobody\b/i, "no one, or name the actor"],
  [/\b(some|every)body('s)?\b/i, "a user, another request or all"],
  [/\b(is|are|was|were) (not )?asked\b/i, "is requested or submitted"],
  [/\b(given|called) back\b/i, "cancelled or returned"],
  [/\bon our side\b/i, "internal error"],
  [/\bno (more|further)\b(?=[.;,])/i, "no longer, or stops"],
  [/\bat work\b/i, "running, or working"],
  [/\bgoes? on\b/i, "continues"],
  [/\b(may|can) be had\b/i, "is available"],
  [/\bits turn\b/i, "queued or not started"],
  [/\bthe (one|text|secret|page) before\b/i, "the previous …"],
  [/\bwhere that can be done\b/i, "if possible"],
  [/\b(house|kitchen)\b/i, "the app, or the context"],
  [/\bin the midst\b/i, "during"],
];

type Sentence = { where: string; text: string };

/** Every text inside a value; with `names`, only the texts of these fields. */
function textsOf(value: unknown, where: string, names?: string[], name = ""): Sentence[] {
  if (typeof value === "string") return !names || names.includes(name) ? [{ where, text: value }] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsOf(inner, `${where}.${key}`, names, key));
}

/** The texts of two or more words that a source file passes to an error. */
const errorsIn = (file: string): Sentence[] =>
  [...readFileSync(file, "utf8").matchAll(/(?:Problem\(|message = |detail = |Error\(|detail: )[^;]*?;/g)].flatMap(
    ([statement]) =>
      [...statement.matchAll(/"([^"\n]+ [^"\n]+)"|`([^`\n]+ [^`\n]+)`/g)].map(([, plain, template]) => ({
        where: file,
        text: plain ?? template ?? "",
      })),
  );

/** The comments of a source file and the titles of its tests. */
function commentsIn(file: string): Sentence[] {
  const joined = readFileSync(file, "utf8").replace(/(?<=^\s*\/?[*/][*/]?.*)\n\s*(?:\*(?!\/)|\/\/) ?/gm, " ");
  const texts = joined.match(/\/\*\*? .*|(?<!\S)\/\/ .*|^\s*(?:test|describe|it)\b.*|^\s*\]\)\(.*/gm) ?? [];
  return texts.map((text) => ({ where: file, text }));
}

const filesIn = (folders: string[], ending: RegExp) =>
  folders
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`))
    .filter((file) => ending.test(file) && !file.includes("/."));

const sources = filesIn(["server", "inngest", "app", "lib"], /(?<!\.test)\.ts$/).filter(
  (file) => !file.includes("messages/"),
);
const commented = filesIn(
  ["app", "bench", "cli", "db", "e2e", "engine", "inngest", "lib", "sandbox", "server", "testing"],
  /\.(tsx?|mjs)$/,
);

test.each<[string, () => Sentence[]]>([
  ["the description of the API", () => textsOf(describeApi(), "openapi", ["description", "summary", "title"])],
  ["titles of errors", () => textsOf(errorCodes, "errorCodes")],
  ["messages of errors", () => sources.flatMap(errorsIn)],
  [
    "settings",
    () => Object.entries(envSchema.shape).map(([where, schema]) => ({ where, text: schema.meta()?.description ?? "" })),
  ],
  ["the studio", () => textsOf(en, "en")],
  ["comments and titles of tests", () => commented.flatMap(commentsIn)],
])("%s: plain English", (_, read) => {
  const sentences = read();
  expect(sentences.length).toBeGreaterThan(20);
  const found = sentences.flatMap(({ where, text }) =>
    habits.flatMap(([habit, instead]) => {
      const word = habit.exec(text)?.[0];
      return word ? [`${where}: "${text}": instead of "${word}" write: ${instead}`] : [];
    }),
  );
  expect(found).toEqual([]);
});

test("every setting is in one of the README's groups and says in a sentence what it does", () => {
  for (const [name, schema] of Object.entries(envSchema.shape)) {
    const { group, description } = schema.meta() ?? {};
    expect(settingGroups, name).toContain(group);
    expect(description, name).toMatch(/^(libSQL|[`A-Z]).*\.$/s);
  }
});
