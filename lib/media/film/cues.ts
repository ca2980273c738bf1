import { ffmpegOutput } from "../ffmpeg";
import { inputArguments } from "../guard";
import type { Recording } from "./sound";

/** Subtitles from a spoken text: short lines, with times from the sound. */

import type { Cue } from "../subtitle-files";
export type Span = { from: number; to: number };

const mostUnits = 14;
/** A shorter sentence shares its line with a neighbour: alone it could not be read. */
const shortUnits = 3;
/** Seconds between the end of a line by its share of the time and the pause that is taken for it, at most. */
const mostSnapped = 1.2;
const han = /[\u3400-\u9fff\uf900-\ufaff]/g;

/** How long a text takes to say, roughly: a Han character 1, a word 1.3. */
export const unitsOf = (text: string): number =>
  (text.match(han)?.length ?? 0) +
  1.3 * (text.replace(han, " ").match(/[\p{L}\p{N}]+(?:['’][\p{L}]+)*/gu)?.length ?? 0);

const closing = `["'”’」』）)]`;
const sentenceEnd = new RegExp(
  `(?<=[。！？…]${closing}*)(?!${closing}|[。！？….!?])|(?<=[.!?…]${closing}*\\s)(?<!\\b(?:Mr|Mrs|Ms|Dr|St|Prof|vs)\\.\\s)`,
  "u",
);
const partEnd = /(?<=[，、；：])|(?<=[,;:–—]\s)|(?<=——)/u;

/** How long a line takes to say, for its share of the time: long words and numbers take longer. */
const weightOf = (line: string): number =>
  Math.max(
    0.5,
    (line.match(han)?.length ?? 0) +
      0.26 * (line.replace(han, "").match(/\p{L}/gu)?.length ?? 0) +
      0.9 * (line.match(/\p{N}/gu)?.length ?? 0),
  );

/** Lines of at most 14 units, cut at the ends of sentences, then at other punctuation, then between words. */
export function linesOf(text: string): string[] {
  const sentences = joined(text.replace(/\s+/g, " ").trim().split(sentenceEnd), shortUnits);
  return sentences
    .flatMap((sentence) => joined(sentence.split(partEnd), mostUnits))
    .flatMap((part) => (unitsOf(part) <= mostUnits ? [part] : inWords(part)))
    .map((line) => line.trim())
    .filter((line) => /[\p{L}\p{N}]/u.test(line));
}

/** Joins parts that fit into one line, if one of them has at most so many units. */
function joined(parts: string[], short: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    const fits = last !== undefined && unitsOf(last + part) <= mostUnits;
    if (fits && Math.min(unitsOf(last), unitsOf(part)) <= short) lines[lines.length - 1] = last + part;
    else lines.push(part);
  }
  return lines;
}

/** Lines of about equal length. Words of Chinese are found by the system's dictionary. */
function inWords(text: string): string[] {
  const words = [...new Intl.Segmenter("zh", { granularity: "word" }).segment(text)].map(({ segment }) => segment);
  const count = Math.ceil(unitsOf(text) / mostUnits);
  const each = unitsOf(text) / count;
  const lines = [""];
  for (const word of words) {
    const last = lines.at(-1) ?? "";
    const isFull = unitsOf(last) >= each * 0.999 || unitsOf(last + word) > mostUnits;
    if (isFull && unitsOf(word) > 0) lines.push(word);
    else lines[lines.length - 1] = last + word;
  }
  return lines;
}

/** Places the lines of a text on the spans in which it is spoken; a line ends at a pause that is near its end. */
export function timed(text: string, speech: readonly Span[]): Cue[] {
  const lines = linesOf(text);
  const weights = lines.map(weightOf);
  const all = weights.reduce((sum, one) => sum + one, 0);
  const spoken = speech.reduce((sum, { from, to }) => sum + to - from, 0);
  if (lines.length === 0 || spoken <= 0) return [];
  const pauses = speech.map((_, i) => speech.slice(0, i + 1).reduce((sum, { from, to }) => sum + to - from, 0));
  let before = 0;
  const ends = weights.map((one, i) => {
    before += one;
    const end = (before / all) * spoken;
    const near = Math.min(mostSnapped, (0.45 * Math.min(one, weights[i + 1] ?? one) * spoken) / all);
    const pause = pauses.toSorted((a, b) => Math.abs(a - end) - Math.abs(b - end))[0] ?? end;
    return Math.abs(pause - end) <= near ? pause : end;
  });
  return lines.map((line, i) => ({
    text: line,
    from: at(speech, i === 0 ? 0 : (ends[i - 1] ?? 0), "next"),
    to: at(speech, ends[i] ?? spoken, "last"),
  }));
}

/** The moment at which so many seconds have been spoken: before a pause, or after it. */
function at(speech: readonly Span[], spoken: number, side: "last" | "next"): number {
  let left = spoken;
  for (const [i, { from, to }] of speech.entries()) {
    const isLast = i === speech.length - 1;
    const ends = left - (to - from);
    if (isLast || ends < -1e-6 || (side === "last" && ends <= 1e-6)) return Math.min(to, from + left);
    left = Math.max(0, ends);
  }
  return spoken;
}

/** The spans of a recording that are not silent, for each window. `quiet`: decibels of full scale. */
export async function speechIn(
  { path, sniffed }: Recording,
  windows: readonly Span[],
  signal: AbortSignal,
): Promise<Span[][]> {
  const filters = "silencedetect=noise=-38dB:d=0.12,ametadata=mode=print:file=-";
  const args = [...inputArguments(path, sniffed), "-map", "0:a:0", "-af", filters, "-f", "null", "-"];
  const said = (await ffmpegOutput(args, { signal })).toString("latin1");
  const times = [...said.matchAll(/lavfi\.silence_(start|end)=(-?[\d.]+)/g)];
  const silences: Span[] = [];
  for (const [, edge, time] of times) {
    if (edge === "start") silences.push({ from: Number(time), to: Number.POSITIVE_INFINITY });
    else if (silences.length > 0)
      silences[silences.length - 1] = { from: silences.at(-1)?.from ?? 0, to: Number(time) };
  }
  return windows.map((window) => without(window, silences));
}

/** What is left of a span without others, in pieces of at least a twentieth of a second. */
function without(window: Span, others: readonly Span[]): Span[] {
  let left = [window];
  for (const other of others) {
    left = left.flatMap((span) =>
      other.to <= span.from || other.from >= span.to
        ? [span]
        : [
            { from: span.from, to: other.from },
            { from: other.to, to: span.to },
          ].filter(({ from, to }) => to - from > 0.05),
    );
  }
  return left;
}
