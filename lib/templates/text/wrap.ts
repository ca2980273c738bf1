/** Where a text may break into lines. */

const words = new Intl.Segmenter("zh", { granularity: "word" }); // its dictionary also splits Japanese and Thai
const letters = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Marks that never begin a line, and marks that never end one. */
const closing = /^[\p{Pe}\p{Pf}，。！？、；：…—～·々ー,.!?;:%‰°'"’”]+$/u;
const opening = /[\p{Ps}\p{Pi}¥$€£#@]$/u;

/** The letters as people see them: an emoji of several code points is one. */
export const lettersOf = (text: string): string[] => [...letters.segment(text)].map(({ segment }) => segment);

/** The pieces of a text that stay together; white space belongs to the piece before it. */
export function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  let isGlued = false;
  for (const { segment } of words.segment(text)) {
    const last = pieces.at(-1);
    const isSpace = /^\s+$/.test(segment);
    if (last !== undefined && (isGlued || isSpace || (closing.test(segment) && !/\s$/.test(last)))) {
      pieces[pieces.length - 1] = last + segment;
    } else pieces.push(segment);
    isGlued = opening.test(segment) || (isGlued && isSpace);
  }
  return pieces;
}

/** Breaks a text into lines of at most `most` wide. Only a piece that is wider than a line is split between letters. */
export function wrap(text: string, most: number, widthOf: (text: string) => number) {
  const lines: string[] = [];
  let splits = false;
  for (const paragraph of text.split(/\r\n|[\n\r\u2028\u2029]/)) {
    let line = "";
    const put = (piece: string) => {
      if (line === "" || widthOf((line + piece).trimEnd()) <= most) line += line === "" ? piece.trimStart() : piece;
      else {
        lines.push(line.trimEnd());
        line = piece.trimStart();
      }
    };
    for (const piece of piecesOf(paragraph)) {
      if (widthOf(piece.trim()) <= most) put(piece);
      else {
        splits = true;
        for (const letter of lettersOf(piece)) put(letter);
      }
    }
    lines.push(line.trimEnd());
  }
  return { lines, splits };
}
