import { withoutRemarks } from "./closing-remarks";
import { decodeEntities, fold, unescaped, withoutMarkup, withoutThoughts } from "./plain-answer";
import { textOfJson, withoutTables } from "./scene-lists";
import { type Kind, listItem, markerAtStart, markersInside } from "./scene-marker";

/** Characters of an answer that are read, after its thoughts are removed. */
const longestAnswer = 200_000;

/** The services' limit of a prompt, in UTF-16 units, as they count. */
export const longestPrompt = 2000;

/**
 * Extracts the scenes from a vision model's answer: the paragraphs that begin with `Next Scene:`, at most `most`, in
 * order. Accepts every form of the marker that models were seen to write; drops thoughts, prefaces and closing remarks.
 * Line breaks in a scene become spaces. Without a marker the list is empty.
 */
export function parseScenes(text: string, most: number): string[] {
  const { answer, open } = withoutThoughts(decodeEntities(fold(text)));
  const said = scenesIn(answer.slice(0, longestAnswer), true);
  // An unfinished thought may contain the answer: there only markers at the start of a line count.
  const scenes = said.length > 0 ? said : scenesIn(open.slice(0, longestAnswer), false);
  return scenes.slice(0, most).map((scene) => cut(scene, longestPrompt));
}

function scenesIn(answer: string, alsoInside: boolean): string[] {
  const text = withoutMarkup(unescaped(textOfJson(answer) ?? answer));
  const lines = withoutTables(afterHeading(text.split("\n")));
  for (const [kind, firm] of [
    ["strong", true],
    ["strong", false],
    ["weak", true],
  ] as const) {
    const scenes = finished(blocksOf(lines, kind, firm, alsoInside));
    if (scenes.length > 0) return scenes;
  }
  return isList(lines) ? finished(itemsIn(lines)) : [];
}

/** The lines after the last "Final answer:" heading, if markers follow it. */
function afterHeading(lines: string[]): string[] {
  const heading =
    /^[\s*_#>]{0,10}(?:final )?(?:answer|output|version|response|scenes)[\s*_:：]{0,8}$|^[\s*_#>]{0,10}(?:最终)?(?:答案|输出|版本|结果)[\s*_:：]{0,8}$/i;
  const at = lines.findLastIndex((line) => heading.test(line));
  const after = lines.slice(at + 1);
  return at >= 0 && after.some((line) => markerAtStart(line, "strong")) ? after : lines;
}

/** The lines of each scene, from its marker to the next one. */
function blocksOf(lines: string[], kind: Kind, firm: boolean, alsoInside: boolean): string[][] {
  const blocks: string[][] = [];
  const atStart = lines.map((line) => {
    const marker = markerAtStart(line, kind);
    return marker?.firm === firm ? marker : null;
  });
  const word = atStart.find((marker) => marker !== null)?.word;
  for (const [i, line] of lines.entries()) {
    const start = atStart[i];
    const isOurs = start && (kind === "strong" || sameKind(start.word, word));
    const from = isOurs ? line.length - start.rest.length : 0;
    const inside =
      alsoInside && firm ? markersInside(line, from, kind).filter((one) => !word || sameKind(one.word, word)) : [];
    const ends = [...inside.map(({ start }) => start), line.length];
    if (isOurs) blocks.push([]);
    blocks.at(-1)?.push(withoutNextNumber(line.slice(from, ends[0]), inside.length > 0));
    for (const [n, one] of inside.entries()) {
      blocks.push([withoutNextNumber(line.slice(one.end, ends[n + 1]), n + 1 < inside.length)]);
    }
  }
  return blocks;
}

const unnumbered = (word: string) => word.replace(/^第\s?(?:\d+|[一二三四五六七八九十]+)/, "第");
const sameKind = (word: string, other = "") => unnumbered(word) === unnumbered(other);

/** The text without the next scene's number at the end of the line. */
const withoutNextNumber = (text: string, isFollowed: boolean) =>
  isFollowed ? text.replace(/(?<=^|[.!?。！？;；"”)）])\s*[(（]?\d{1,2}[.)、）:：]\s*$/u, "") : text;

/**
 * A numbered list that starts at 1 is a list of scenes if nothing comes before it, or a preface that announces scenes.
 */
function isList(lines: string[]): boolean {
  const items = lines.flatMap((line) => listItem(line) ?? []);
  const preface = lines
    .slice(
      0,
      lines.findIndex((line) => listItem(line)),
    )
    .join(" ");
  const isRefusal = /cannot|can['’]?t|unable|sorry|无法|抱歉|不能|不便/i.test(preface);
  const promises = !/\S/.test(preface) || /scene|shot|场景|場景|镜头|分镜|画面|幕/i.test(preface);
  return items.length > 1 && items.every(({ number }, i) => number === i + 1) && promises && !isRefusal;
}

function itemsIn(lines: string[]): string[][] {
  const blocks: string[][] = [];
  for (const line of lines) {
    const item = listItem(line);
    if (item) blocks.push([item.text]);
    else blocks.at(-1)?.push(line);
  }
  return blocks;
}

/** The blocks as scenes, without closing remarks and empty blocks. */
function finished(blocks: string[][]): string[] {
  const [only, ...others] = blocks;
  if (only && others.length === 0 && !/[\p{L}\p{N}]/u.test(only[0] ?? "") && isList(only))
    return finished(itemsIn(only));
  const scenes = blocks.map(paragraphsOf).filter((paragraphs) => clean(paragraphs).length > 0);
  const last = scenes.at(-1);
  if (!last) return [];
  // If all other scenes have one paragraph, further paragraphs of the last one are closing remarks.
  const before = scenes.slice(0, -1);
  const isExtra = before.length > 0 && before.every(({ length }) => length === 1);
  return [...before, withoutRemarks(isExtra ? last.slice(0, 1) : last)].map(clean);
}

function paragraphsOf(lines: string[]): string[][] {
  const paragraphs: string[][] = [[]];
  for (const line of lines) {
    if (!/[\p{L}\p{N}]/u.test(line)) paragraphs.push([]);
    else if (!isLabel(line)) paragraphs.at(-1)?.push(line);
  }
  return paragraphs.filter((paragraph) => paragraph.length > 0);
}

/** "Scene 2" on a line of its own is a label for the next marker. */
const isLabel = (line: string) => {
  const rest = markerAtStart(line, "weak")?.rest;
  return rest !== undefined && !/[\p{L}\p{N}]/u.test(rest);
};

function clean(paragraphs: string[][]): string {
  let scene = paragraphs
    .flat()
    .join("\n")
    .replace(/[*_`]{2,}|^#{1,6} /gm, "")
    .replace(/\s+/g, " ")
    .slice(0, 2 * longestPrompt)
    .replace(...edges)
    .replace(/^(?:(?:description|prompt|content|描述|画面描述|提示词|内容)[:：]|[(（]?\d{1,2}[.)、）](?!\d))\s*/i, "")
    .replace(...edges);
  scene = unwrapped(scene);
  return /[\p{L}\p{N}]/u.test(scene.replace(/next\s?s?c?e?n?e?/gi, "")) ? scene : "";
}

/** Punctuation and markup around a scene. */
const edges = [/^[*_`\s:：,，.。|>#–—-]+|[*_`|,，;；>#\s–—-]+$/gu, ""] as const;

const closers: Record<string, string> = {
  "[": "]",
  "【": "】",
  "「": "」",
  "『": "』",
  "“": "”",
  "‘": "’",
  "{": "}",
  '"': '"',
  "'": "'",
};
const openers = Object.fromEntries(Object.entries(closers).map(([open, close]) => [close, open]));

/** Removes brackets and quotation marks around the whole text, and unpaired ones at its ends. */
function unwrapped(text: string): string {
  const [first = "", last = ""] = [text.at(0), text.at(-1)];
  const [close, open] = [closers[first], openers[last]];
  const inside = text.slice(1, -1);
  const trimmed = (rest: string) => unwrapped(rest.replace(...edges));
  if (close !== undefined && close === last && !inside.includes(first) && !inside.includes(close))
    return trimmed(inside);
  if (close !== undefined && isAlone(text, first, close)) return trimmed(text.slice(1));
  if (open !== undefined && isAlone(text, open, last)) return trimmed(text.slice(0, -1));
  return text;
}

/** Whether one of a pair of marks is missing. */
function isAlone(text: string, open: string, close: string): boolean {
  const count = (mark: string) => text.split(mark).length - 1;
  if (open === "'") return (text.match(/(?<!\p{L})'|'(?!\p{L})/gu) ?? []).length % 2 === 1; // not inside a word
  return open === close ? count(open) % 2 === 1 : count(open) !== count(close);
}

const characters = new Intl.Segmenter();

/** Cuts text to at most `most` UTF-16 units, never inside a user-perceived character. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const whole = characters.segment(text.slice(0, most + 200)).containing(most)?.index;
  return text.slice(0, whole || most).trimEnd();
}
