/**
 * The start of a scene in a model's answer. `firm`: a colon, a number, brackets or its own line separate the marker
 * from the text; otherwise the marker only begins the line. `rest` is the text after it on the same line.
 */
export type Marker = { word: string; firm: boolean; rest: string };

const numerals =
  "one|two|three|four|five|six|seven|eight|nine|ten|first|second|third|fourth|fifth|i{1,3}|iv|vi{0,3}|ix|x";
const signs = "①-⑳⑴-⒛❶-❿➀-➓Ⅰ-ⅿ㈠-㈩㊀-㊉";
const digits = "\\d{1,3}(?:st|nd|rd|th)?(?:\\uFE0F?\\u20E3)?(?:\\s?(?:/|of)\\s?\\d{1,3})?";
const numbering = `(?:${digits}|[${signs}]|[一二三四五六七八九十]{1,3}|(?:${numerals})(?![\\p{L}\\p{N}]))`;
const counter = "(?:个|個|幕|场|場|镜|鏡|号|號|段)?";
const closers = "[\\s*_~`\"'”’】\\]）)」』》〕>]{0,20}";
const openers = "(?:[\\s*_~`\"'”’】\\]）)」』》〕#(（\\[【〔《「第.:：-]|no\\.?|№|number){0,20}";

const strong =
  "next[ _‐‑–—-]{0,4}scene(?![a-z])|下一(?:个|個)?(?:场景|場景|幕|镜头|鏡頭|分镜|分鏡|画面|畫面|场|場|镜|鏡)" +
  "|下(?:个|個)(?:场景|場景|镜头|鏡頭|画面)|接下来的(?:场景|画面|镜头)|次のシーン|다음 ?장면" +
  "|siguiente escena|próxima (?:escena|cena)|(?:scène suivante|prochaine scène)|nächste szene|следующая сцена";
const weak = `(?:scene|shot|场景|場景|镜头|鏡頭|分镜|分鏡|画面|畫面)(?![a-z])|第\\s?(?:${numbering})\\s?(?:个|個)?(?:幕|场景|場景|场|場|镜头|鏡頭|镜|鏡|分镜|画面|段)`;

const lead = `^[^\\p{L}\\p{N}]*(?:${numbering}${counter}[^\\p{L}\\p{N}]*){0,2}`;
const starts = { strong: new RegExp(`${lead}(${strong})`, "iu"), weak: new RegExp(`${lead}(${weak})`, "iu") };
const inside = { strong: new RegExp(strong, "giu"), weak: new RegExp(weak, "giu") };
const numbered = new RegExp(`^(?:${openers}(${numbering})${counter}(?![\\p{L}\\p{N}%]))`, "iu");
const separator = /^\s{0,20}(?:[:：﹕∶.。．、,，;；/|=→»…~～>]|[-–—―−‐]{1,3}(?=[\s\p{Lu}\p{Lo}"“]|$)){1,4}/u;
const colon = /^\s{0,20}[:：﹕∶]/;
const closing = new RegExp(`^${closers}`, "u");
const verb =
  /^(?:shows?|is|are|was|will|would|begins?|starts?|opens?|takes?|features?|has|should|could|can|may|must|follows?|continues?|depicts?|of|in|for)\b/i;

export type Kind = "strong" | "weak";

/** The marker at the start of a line, after bullets, numbers, brackets, headings and other punctuation. */
export function markerAtStart(line: string, kind: Kind): Marker | null {
  const found = starts[kind].exec(line);
  if (!found?.[1]) return null;
  const before = found[0].slice(0, -found[1].length);
  return readMarker(found[1], before, line.slice(found[0].length), kind);
}

/** Markers later in a line that are not part of a sentence. */
export function markersInside(line: string, from: number, kind: Kind): (Marker & { start: number; end: number })[] {
  return [...line.matchAll(inside[kind])].flatMap((found) => {
    const word = found[0];
    if (found.index < from) return [];
    const before = line.slice(Math.max(0, found.index - 60), found.index);
    const opening = /[\s*_#>•·|"“'‘`「『(（[【-]*$/.exec(before)?.[0] ?? "";
    if (!isSeparate(word, before.slice(0, before.length - opening.length), /["“'‘`「『(（[【]/.test(opening), kind))
      return [];
    const end = found.index + word.length;
    const marker = readMarker(word, opening, line.slice(end, end + 200), kind);
    const after = line.slice(end);
    const afterNumber = after.slice(numbered.exec(after)?.[0].length ?? 0);
    const isSetOff =
      [after, afterNumber].some((text) => colon.test(text.replace(closing, ""))) ||
      /[】\]）)」』]/.test(after.slice(0, 3));
    if (!marker?.firm || !isSetOff) return [];
    return [{ ...marker, start: found.index - opening.length, end: line.length - readRest(after, marker.rest).length }];
  });
}

/** `rest` was read from the first 200 characters after a marker; this extends it to the end of the line. */
const readRest = (after: string, rest: string) => after.slice(after.slice(0, 200).length - rest.length);

const sayingWords =
  /(?:^|[^a-z])(?:the|an?|this|that|each|every|our|your|my|with|by|in|of|as|for|to|and|or|using|uses?|begins?|beginning|starts?|starting|markers?|words?|phrase|label|prefix|tag|heading|keyword|format|says?|write|written|called|is|are|from|into|before|after|on)$/i;

/** Whether a marker is outside of a sentence, judged by the preceding text. */
function isSeparate(word: string, before: string, isQuoted: boolean, kind: Kind): boolean {
  const numberOff = before.replace(/(?<=^|[.!?。！？;；"”)）|\s])\s*[(（]?\d{1,2}[.)、）:：]$/u, "").trimEnd();
  const last = [...numberOff].at(-1);
  if (isQuoted && /[\p{L}\p{N}][:：]$/u.test(numberOff)) return false; // Format: "Next Scene: …"
  if (!last || /[.!?。！？…"”'’)）】\]」』|;；:：`]/.test(last)) return true;
  if (last === "," || last === "，") return isQuoted;
  if (kind === "weak" || isQuoted) return false;
  if (/\p{Script=Han}/u.test(last)) return /^next/i.test(word) && !/[以用在的按照每为是写如叫加有含入成]/.test(last);
  if (/[\p{L}\p{N}]/u.test(last)) return /^N/.test(word) && /[sS]C|S/.test(word) && !sayingWords.test(numberOff);
  return true;
}

function readMarker(word: string, before: string, after: string, kind: Kind): Marker | null {
  const hasOwnNumber = /^第/.test(word);
  const number = numbered.exec(after);
  const isNumeral = number?.[1] !== undefined && /^\p{L}+$/u.test(number[1]) && !/^\p{Script=Han}/u.test(number[1]);
  const unnumbered = after.replace(closing, "");
  const numberless = number ? after.slice(number[0].length).replace(closing, "") : unnumbered;
  const set = (text: string) => separator.exec(text)?.[0];

  // "Next Scene: 3 soldiers": a number after the separator is text.
  const early = set(unnumbered);
  if (early !== undefined && colon.test(early))
    return quoted(word, before, unnumbered.slice(early.length), kind, hasOwnNumber);
  if (number) {
    const late = set(numberless);
    const rest = late === undefined ? numberless : numberless.slice(late.length);
    if (late !== undefined || !/[\p{L}\p{N}]/u.test(rest)) return quoted(word, before, rest, kind, true);
    const isText = isNumeral || /^\p{Ll}/u.test(rest);
    if (!isText) return { word, firm: kind === "strong" || /[\])）】]/.test(number[0] + after.slice(0, 8)), rest };
  }
  if (early !== undefined) return quoted(word, before, unnumbered.slice(early.length), kind, hasOwnNumber);
  if (!/[\p{L}\p{N}]/u.test(unnumbered)) {
    return kind === "strong" || hasOwnNumber ? { word, firm: true, rest: "" } : null;
  }
  const isBracketed = /[[【「『(（*<《〔]\s{0,4}$/.test(before) && /^\s{0,4}[*\]】」』)）>》〕]/.test(after);
  if (isBracketed && (kind === "strong" || hasOwnNumber)) return { word, firm: true, rest: unnumbered };
  if (hasOwnNumber && /^[\s*_]/.test(after)) return { word, firm: true, rest: unnumbered };
  return loose(word, after, kind);
}

/** Null for a marker that is only quoted, as in «each begins with "Next Scene:"». */
function quoted(word: string, before: string, rest: string, kind: Kind, isNumbered: boolean): Marker | null {
  const isQuotation = /["“'‘「『`]\s{0,2}$/.test(before) && /^\s{0,2}["”'’」』`]/.test(rest);
  if (isQuotation) {
    const text = rest.replace(closing, "");
    if (!/^[\p{Lu}\p{Lo}\d]/u.test(text) || /^[\p{P}\s]*(?:开头|起始|为|作|是|这|的|来|begin)/u.test(text)) return null;
  }
  if (kind === "weak" && !isNumbered && !/^(?:scene|场景|場景)$/i.test(word)) return null;
  return { word, firm: true, rest };
}

/** A marker without a separator must look like a heading, followed by the start of a sentence. */
function loose(word: string, after: string, kind: Kind): Marker | null {
  if (kind === "weak" || !/^[\s*_]/.test(after) || /^next/.test(word) || /scene$/.test(word)) return null;
  const rest = after.replace(closing, "");
  return verb.test(rest) ? null : { word, firm: false, rest };
}

const listNumber = new RegExp(
  `^[\\s*_#>"“•·-]{0,10}(?:[(（\\[【]\\s?(\\d{1,2}|[一二三四五六七八九十])\\s?[)）\\]】]|(\\d{1,2})\\s?[.)、）．:：-](?!\\d)|([一二三四五六七八九十])[、.．:：]|([${signs}])|(\\d)\\uFE0F?\\u20E3)`,
  "u",
);

/** The number and text of a numbered list item; null when the line is not one. */
export function listItem(line: string): { number: number; text: string } | null {
  const found = listNumber.exec(line);
  if (!found) return null;
  const sign = found.slice(1).find((one) => one !== undefined) ?? "";
  const chinese = "一二三四五六七八九十".indexOf(sign) + 1;
  const number = chinese || Number(sign.normalize("NFKC").replace(/\D/g, "")) || circled(sign);
  return { number, text: line.slice(found[0].length) };
}

/** Circled numbers that NFKC does not normalize. */
const circled = (sign: string) =>
  ["❶", "➀", "➊"]
    .map((first) => (sign.codePointAt(0) ?? 0) - (first.codePointAt(0) ?? 0) + 1)
    .find((n) => n > 0 && n <= 10) ?? 0;
