import { readFileSync } from "node:fs";
import { join } from "node:path";
import { language } from "@/lib/roles";
import type { Purpose } from "@/lib/roles/purposes";
import { readStyle } from "@/lib/story/documents";
import { languageOf } from "@/lib/story/language";
import { answerSchema, type Read } from "@/lib/story/read-answer";
import { type ChosenStyle, filmStyle } from "@/lib/story/schemas";
import { nearestStyle, styleAs } from "@/lib/story/style";
import { findStyle, styles } from "@/lib/styles";
import { type CallService, WorkflowError } from "../define-workflow";
import { exampleStyle } from "./topic-film-example";
import type { FilmInput } from "./topic-film-input";

/** What language models write for a film: its style, its script and its storyboard, each as JSON. */

const promptFile = (name: string) =>
  readFileSync(join(process.cwd(), "inngest/workflows/topic-film-prompts", name), "utf8").trimEnd();
export const prompts = {
  en: {
    style: promptFile("style.en.txt"),
    script: promptFile("script.en.txt"),
    storyboard: promptFile("storyboard.en.txt"),
  },
  zh: {
    style: promptFile("style.zh.txt"),
    script: promptFile("script.zh.txt"),
    storyboard: promptFile("storyboard.zh.txt"),
  },
};
type Written = keyof (typeof prompts)["en"];

type Text<T> = {
  /** The message: JSON, so that the topic cannot be taken for an instruction. */
  asked: Record<string, unknown>;
  /** How many scenes or shots the answer has. */
  parts: number;
  schema: Parameters<typeof answerSchema>[0];
  read(text: string): Read<T>;
  /** Answers to plan with: the usual one and the largest. */
  examples: unknown[];
  purpose?: Purpose;
};

/** Tokens: what an answer of this many scenes or shots needs at most. */
const tokensFor = (parts: number) => Math.min(32_000, 1500 + 400 * parts);

/**
 * Has a language model write JSON. An answer that cannot be used is requested once more with its fault, then from the next
 * provider; then the job fails with the fault.
 */
export async function write<T>(
  call: CallService,
  key: Written,
  { topic, seed, language_provider: provider }: FilmInput,
  { asked, parts, schema, read, examples: [example, largest], purpose }: Text<T>,
): Promise<T> {
  const promptOf = (more: object) => JSON.stringify({ ...asked, ...more });
  const textOf = (value: unknown) => ({ text: JSON.stringify(value) });
  const { text } = await call(
    key,
    language,
    {
      ...{ system: prompts[languageOf(topic)][key], prompt: promptOf({}), schema: answerSchema(schema) },
      ...{ maxTokens: tokensFor(parts), seed, provider },
    },
    {
      ...{ purpose, example: textOf(example), largest: largest ? textOf(largest) : undefined },
      ...{ tries: 3, elsewhereFrom: 3 },
      accept: ({ text }) => read(text).fault ?? true,
      revise: (fault) => ({ prompt: promptOf({ fault }) }),
    },
  );
  const { value, fault } = read(text);
  if (value) return value;
  const message = `The answer cannot be used. ${fault} It says: ${text.slice(0, 2000)}`;
  throw new WorkflowError("unusable_answer", message, { unusable: key });
}

/** The style that the caller named. */
export function namedStyle({ style, topic }: FilmInput): ChosenStyle | null {
  const named = style && findStyle(style);
  return named ? { ...styleAs(named, languageOf(topic)), source: "user_specified" } : null;
}

/** The style of an answer, else the nearest to what it says; null without an `input` to find that for. */
export function styleIn(text: string, input: FilmInput | null): ChosenStyle | null {
  const { value, byHand } = readStyle(text);
  if (value) return { ...value, source: byHand ? "user_specified" : "detected" };
  if (!input) return null;
  const nearest = nearestStyle(`${text}\n${input.topic}`);
  return { ...styleAs(nearest, languageOf(input.topic)), source: "fallback" };
}

/** The style that the caller named, or that a model chooses; the nearest to its answer if that cannot be used. */
export async function chooseStyle(input: FilmInput, call: CallService): Promise<ChosenStyle> {
  const named = namedStyle(input);
  if (named) return named;
  const listed = styles.map(({ id, look, mood, palette }) => ({ id, look, mood, color_palette: palette }));
  let answer = "";
  return write<ChosenStyle>(call, "style", input, {
    asked: { topic: input.topic, styles: listed },
    ...{ parts: 1, schema: filmStyle },
    read(text) {
      answer = text;
      const value = styleIn(text, null);
      return value ? { value } : { fault: readStyle(text).fault ?? "" };
    },
    examples: [exampleStyle],
  }).catch((error: unknown) => {
    const nearest = error instanceof WorkflowError ? styleIn(answer, input) : null;
    if (!nearest) throw error;
    return nearest;
  });
}
