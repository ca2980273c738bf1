/**
 * Breaks a drawn text into lines. libass breaks only at spaces, so that a text without any, such as Chinese, would leave the
 * frame.
 */

const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uff60]/u;

/** The width of a text in ems, roughly and not too small. */
export const emsOf = (text: string): number =>
  [...text].reduce((sum, letter) => sum + (wide.test(letter) ? 1 : /[\p{Lu}MWmw@%]/u.test(letter) ? 0.75 : 0.56), 0);

/** Lines of about equal width, at most so many ems where its words allow it. Words of Chinese are found by a dictionary. */
export function drawnLines(text: string, mostEms: number): string[] {
  const all = emsOf(text);
  if (all <= mostEms) return [text];
  const each = all / Math.ceil(all / mostEms);
  const lines = [""];
  for (const part of parts(text, mostEms)) {
    const last = lines.at(-1) ?? "";
    const isFull = emsOf(last) >= each * 0.95 || emsOf((last + part).trimEnd()) > mostEms;
    if (last && isFull) lines.push(part);
    else lines[lines.length - 1] = last + part;
  }
  return lines.map((line) => line.trim()).filter(Boolean);
}

/** Words with what must follow on the same line: spaces and closing marks; a word that is too wide in pieces. */
function parts(text: string, mostEms: number): string[] {
  const found: string[] = [];
  for (const { segment, isWordLike } of new Intl.Segmenter("zh", { granularity: "word" }).segment(text)) {
    const last = found.at(-1);
    const opens = /^[\p{Ps}\p{Pi}]$/u.test(segment);
    const follows = !isWordLike && !opens;
    if (last !== undefined && (follows || /[\p{Ps}\p{Pi}]$/u.test(last))) found[found.length - 1] = last + segment;
    else if (emsOf(segment) > mostEms) found.push(...pieces(segment, mostEms));
    else found.push(segment);
  }
  return found;
}

function pieces(word: string, mostEms: number): string[] {
  const found = [""];
  for (const letter of word) {
    const last = found.at(-1) ?? "";
    if (last && emsOf(last + letter) > mostEms) found.push(letter);
    else found[found.length - 1] = last + letter;
  }
  return found;
}
