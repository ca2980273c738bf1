import { listItem, markerAtStart } from "./scene-marker";

/** Converts scenes written as JSON or as a table to paragraphs that begin with the marker. */

const isMarked = (text: string) => text.split("\n").some((line) => markerAtStart(line, "strong") !== null);
const hasWords = (text: string) => /[\p{L}\p{N}]/u.test(text);
const isLabel = (text: string) => {
  if (!hasWords(text) || /^\P{L}*$/u.test(text)) return true;
  const marker = markerAtStart(text, "strong") ?? markerAtStart(text, "weak");
  return marker !== null && !hasWords(marker.rest);
};
const longest = (texts: string[]) => texts.reduce((best, one) => (one.length > best.length ? one : best), "");

/** The text of a scene that has several: the one with the marker, else the longest. */
function oneOf(texts: string[]): string {
  const marked = texts.find((text) => isMarked(text) && !isLabel(text));
  return marked ?? longest(texts.filter((text) => !isLabel(text)));
}

/** The scenes' text from JSON in an answer; null without JSON, or when it contains no scenes. */
export function textOfJson(text: string): string | null {
  for (const { json, around } of jsonIn(text)) {
    const items = itemsOf(json, 0);
    if (typeof items === "string") return items;
    if (items.length === 0 || isMarked(around)) continue;
    const kept = items.some(isMarked) ? items.filter(isMarked) : items;
    return kept.map((item) => (isMarked(item) ? item : `Next Scene: ${unlabelled(item)}`)).join("\n\n");
  }
  return null;
}

const unlabelled = (item: string) => markerAtStart(item, "weak")?.rest ?? listItem(item)?.text ?? item;

function jsonIn(text: string): { json: unknown; around: string }[] {
  const whole = text.trim();
  if (!/[[{"]/.test(whole)) return [];
  const fence = /```(?:json\w{0,4})?\s*\n([\s\S]*?)\n\s*```/i.exec(whole);
  const from = whole.search(/[[{]/);
  const to = Math.max(whole.lastIndexOf("]"), whole.lastIndexOf("}")) + 1;
  const lines = whole.split("\n").filter((line) => line.trim() !== "");
  const tries = [
    { source: whole, around: "" },
    ...(fence?.[1] ? [{ source: fence[1], around: whole.replace(fence[0], "") }] : []),
    ...(from >= 0 && to > from
      ? [{ source: whole.slice(from, to), around: whole.slice(0, from) + whole.slice(to) }]
      : []),
    { source: `[${lines.join(",")}]`, around: "" }, // JSON Lines
  ];
  return tries.flatMap(({ source, around }) => {
    const json = parsed(source) ?? parsed(source.replace(/,(\s*[\]}])/g, "$1")) ?? parsed(source.replace(/\\"/g, '"'));
    return json === undefined ? [] : [{ json, around }];
  });
}

function parsed(source: string): unknown {
  try {
    const json: unknown = JSON.parse(source);
    return typeof json === "object" || typeof json === "string" ? (json ?? undefined) : undefined;
  } catch {
    return undefined;
  }
}

const deepest = 8;
const isThought = (key: string) => /think|thought|reason|analysis|思考/i.test(key);
const isSceneKey = (key: string) =>
  /^\d{1,2}$/.test(key) || isLabel(key.replace(/_/g, " ").replace(/([a-z])([A-Z\d])/g, "$1 $2"));

/** The scenes of a list, one text each; or a text that must be parsed like an answer. */
function itemsOf(json: unknown, depth: number): string | string[] {
  if (typeof json === "string") return textOfJson(json) ?? json;
  if (depth > deepest || typeof json !== "object" || json === null) return [];
  if (Array.isArray(json)) {
    return json.map((item) => (typeof item === "string" ? item : oneOf(stringsOf(item, depth)))).filter(hasWords);
  }
  const entries = Object.entries(json).filter(([key]) => !isThought(key));
  const lists = entries.map(([, value]) => value).filter((value): value is unknown[] => Array.isArray(value));
  const list = lists.sort((a, b) => b.length - a.length).find((one) => one.length > 0);
  if (list) return itemsOf(list, depth + 1);
  const scenes = entries.filter(([key]) => isSceneKey(key));
  if (scenes.length > 0 && scenes.length * 2 >= entries.length) {
    return scenes
      .map(([, value]) => (typeof value === "string" ? value : oneOf(stringsOf(value, depth))))
      .filter(hasWords);
  }
  return stringsOf(json, depth)
    .map((text) => textOfJson(text) ?? text)
    .join("\n\n");
}

function stringsOf(json: unknown, depth: number): string[] {
  if (typeof json === "string") return [json];
  if (depth > deepest || typeof json !== "object" || json === null) return [];
  return Object.entries(json)
    .filter(([key]) => !isThought(key))
    .flatMap(([, value]) => stringsOf(value, depth + 1));
}

const cellsOf = (line: string) =>
  line
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((cell) => cell.trim());
const isRule = (line: string) => line.includes("-") && cellsOf(line).every((cell) => /^:?-+:?$/.test(cell));
const namesScenes = (line: string) => /scene|shot|prompt|场景|場景|镜头|分镜|画面|幕/i.test(line);

/** The lines of an answer with each table row as a paragraph; a table next to written scenes is dropped. */
export function withoutTables(lines: string[]): string[] {
  const hasRule = lines.some((line) => line.includes("|") && isRule(line));
  const isRow = (line: string | undefined) =>
    line !== undefined && (/^\s*\|.*\|/.test(line) || (hasRule && line.includes("|")));
  if (!lines.some(isRow)) return lines;
  const isBeside = lines.some((line) => !isRow(line) && markerAtStart(line, "strong")?.firm);
  const out: string[] = [];
  for (let i = 0; i < lines.length; i++) {
    if (!isRow(lines[i])) {
      out.push(lines[i] ?? "");
      continue;
    }
    const table: string[] = [];
    for (; isRow(lines[i]); i++) table.push(lines[i] ?? "");
    i--;
    if (!isBeside && table.some(namesScenes)) out.push(...rowsOf(table));
  }
  return out;
}

function rowsOf(table: string[]): string[] {
  const rule = table.findIndex(isRule);
  return table.slice(rule + 1).flatMap((row) => {
    const text = isRule(row) ? "" : oneOf(cellsOf(row));
    if (!hasWords(text)) return [];
    return ["", isMarked(text) ? text : `Next Scene: ${unlabelled(text)}`, ""];
  });
}
