import { parseScenes } from "./parse-scenes";
import { fold } from "./plain-answer";

/** The text of a step for scenes that a person wrote: one paragraph each. `parseScenes` reads it. */
export const writeScenes = (scenes: readonly string[]): string =>
  scenes.map((scene) => `Next Scene: ${scene}`).join("\n\n");

/**
 * Why a text cannot be used as a scene: it is `empty`, `parseScenes` reads other words (`changed`), or it cannot tell the
 * text from the other scenes (`unclear`).
 */
export type SceneFault = { kind: "empty" | "unclear" } | { kind: "changed"; read: string };

/** A scene that a person wrote. `text`: the same words as one paragraph, without marks around it that are dropped. */
export type CheckedScene = { text: string; fault: SceneFault | null };

/** Checks what a person wrote. If no scene has a fault, `parseScenes(writeScenes(texts))` returns the same texts. */
export function checkScenes(written: readonly string[]): CheckedScene[] {
  const texts = written.map(onOneLine);
  const filled = texts.filter((text) => text !== "");
  const together = readBack(filled);
  let next = 0;
  const checked = texts.map((text): CheckedScene => {
    if (text === "") return { text, fault: { kind: "empty" } };
    const read = together.length === filled.length ? together.slice(next, ++next) : readBack([text]);
    return check(text, read);
  });
  const isSound = checked.some(({ fault }) => fault) || isReadable(checked.map(({ text }) => text));
  return isSound ? checked : checked.map(({ text }) => ({ text, fault: { kind: "unclear" } }));
}

/** A scene as one paragraph: line breaks become spaces, and signs that cannot be seen are dropped. */
const onOneLine = (scene: string) => fold(scene).replace(/\s+/g, " ").trim();

/** One more scene than there should be would show. */
const readBack = (scenes: readonly string[]) => parseScenes(writeScenes(scenes), scenes.length + 1);

const isReadable = (scenes: readonly string[]) => {
  const read = readBack(scenes);
  return read.length === scenes.length && read.every((text, i) => text === scenes[i]);
};

/** The letters and digits of a text: Chinese has no spaces, and markup can be within a word. */
const letters = (text: string) => text.replace(/[^\p{L}\p{M}\p{N}]+/gu, "");

function check(text: string, [read, ...more]: string[]): CheckedScene {
  if (read === undefined || more.length > 0) return { text, fault: { kind: "unclear" } };
  return letters(read) === letters(text) ? { text: read, fault: null } : { text, fault: { kind: "changed", read } };
}
