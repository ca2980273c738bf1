import { type CheckedScene, checkScenes, writeScenes } from "@/lib/scenes/write-scenes";
import { newId } from "./parts";

/** A scene of one text in the editor. `id` stays the same while the scene is moved and changed. */
export type EditedCard = { id: string; text: string };

/** The cards of a job's scenes; an empty one where it has none. */
export const asEdited = (texts: readonly string[]): EditedCard[] =>
  (texts.length > 0 ? texts : [""]).map((text, i) => ({ id: `scene-${i + 1}`, text }));

const known = new WeakMap<EditedCard[], CheckedScene[]>();

/** What the workflow reads of each card. Each version is read once: that takes milliseconds, and every key asks for it. */
export function checkedCards(cards: EditedCard[]): CheckedScene[] {
  const checked = known.get(cards) ?? checkScenes(cards.map(({ text }) => text));
  known.set(cards, checked);
  return checked;
}

/** The output of the step. */
export const asOutput = (cards: EditedCard[]) => ({ text: writeScenes(checkedCards(cards).map(({ text }) => text)) });
export const settled = (cards: EditedCard[]) => asEdited(checkedCards(cards).map(({ text }) => text));

export const changeCard = (cards: EditedCard[], id: string, text: string): EditedCard[] =>
  cards.map((one) => (one.id === id ? { id, text } : one));

/** Adds an empty card after the one at `place`. */
export function addAfter(cards: EditedCard[], place: number): { edited: EditedCard[]; id: string } {
  const id = newId();
  return { edited: cards.toSpliced(place + 1, 0, { id, text: "" }), id };
}

export const canSplit = (text: string) => [...text.trim()].length > 1;

/** Makes two cards of one at the caret; a caret at an end of the text says no place: then near its middle. */
export function splitAt(cards: EditedCard[], place: number, caret: number): { edited: EditedCard[]; id: string } {
  const id = newId();
  const whole = cards[place];
  if (!whole) return { edited: cards, id };
  const isWithin = whole.text.slice(0, caret).trim() !== "" && whole.text.slice(caret).trim() !== "";
  const at = isWithin ? caret : middleOf(whole.text);
  const [first, second] = [whole.text.slice(0, at).trim(), whole.text.slice(at).trim()];
  return { edited: cards.toSpliced(place, 1, { id: whole.id, text: first }, { id, text: second }), id };
}

/** Where a sentence, else a clause, a word or a character, begins that is nearest to the middle. */
function middleOf(text: string): number {
  const from = text.length - text.trimStart().length;
  const to = text.trimEnd().length;
  const places = [/[.!?。！？]["”’)）」』]*\s*/g, /[,;:，；：、]\s*/g, /\s+/g, /./gsu].map((end) =>
    [...text.matchAll(end)].map((found) => found.index + found[0].length).filter((at) => at > from && at < to),
  );
  const distance = (at: number) => Math.abs(at - (from + to) / 2);
  const [first = to, ...others] = places.find((found) => found.length > 0) ?? [];
  return others.reduce((best, at) => (distance(at) < distance(best) ? at : best), first);
}

const longestExcerpt = 120;

/** The part of a text where it begins to differ from another one. */
export function excerptOf(text: string, other: string): string {
  if (text.length <= longestExcerpt) return text;
  const same = [...text].findIndex((_, i) => text[i] !== other[i]);
  const from = Math.max(0, (same < 0 ? text.length : same) - longestExcerpt / 2);
  const part = text.slice(from, from + longestExcerpt);
  return `${from > 0 ? "…" : ""}${part}${from + longestExcerpt < text.length ? "…" : ""}`;
}
