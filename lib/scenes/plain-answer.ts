/**
 * Turns a language model's answer into plain text: removes thoughts, markup and escapes, keeps the words. Every pattern
 * is bounded, so that a hostile answer takes linear time.
 */

/** Normalizes line breaks, spaces and full-width letters; removes zero-width characters. */
export function fold(text: string): string {
  return text
    .replace(/\r\n?|[\u0085\u2028\u2029\v\f]/g, "\n")
    .replace(/[\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/g, "")
    .replace(/(?<=[\p{Script=Latin}\s:：])[\u200C\u200D]|[\u200C\u200D](?=[\p{Script=Latin}\s:：])/gu, "") // not in emoji
    .replace(/[\p{Zs}\t]+/gu, " ")
    .replace(/[０-９Ａ-Ｚａ-ｚ＃＊＜＞［］｛｝＿｜／＝＂＇｀＆\u{1D400}-\u{1D7FF}]/gu, (sign) =>
      sign.normalize("NFKC"),
    );
}

const thoughts =
  "think|thinking|thoughts?|reason|reasoning|reflection|analysis|scratch_?pad|rationale|planning|inner_?monologue|" +
  "chain_of_thought|cot|begin_of_thought|end_of_thought|思考|思考过程|推理";
const thoughtTag = new RegExp(
  `(?:<\\|?|\\[|◁)\\s{0,4}(/|end_of_)?\\s{0,4}(?:\\w{1,20}[:_-])?(?:${thoughts})(?:\\s[^<>\\n]{0,100})?\\s{0,4}(?:\\|?>|\\]|▷)`,
  "giu",
);

/** The answer without its thoughts. `open`: the text of an unfinished thought, which may contain the answer. */
export function withoutThoughts(text: string): { answer: string; open: string } {
  const spoken = afterChannel(text);
  let answer: string[] = [];
  let depth = 0;
  let from = 0;
  for (const tag of spoken.matchAll(thoughtTag)) {
    if (depth === 0) answer.push(spoken.slice(from, tag.index));
    if (!tag[1]) depth += 1;
    else if (depth > 0) depth -= 1;
    else answer = []; // only the end tag was written: everything before it was a thought
    from = tag.index + tag[0].length;
  }
  const rest = spoken.slice(from);
  return depth === 0 ? { answer: answer.join("") + rest, open: "" } : { answer: answer.join(""), open: rest };
}

/** Models that write in channels mark the last one as the answer. */
function afterChannel(text: string): string {
  const final = [...text.matchAll(/<\|channel\|>\s{0,4}final\s{0,4}<\|message\|>|assistantfinal/g)].at(-1);
  return final ? text.slice(final.index + final[0].length).replace(/<\|\w{1,20}\|>/g, "\n") : text;
}

const entities: Record<string, string> = {
  nbsp: " ",
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  mdash: "—",
  ndash: "–",
};

export const decodeEntities = (text: string) =>
  text.replace(/&(?:#(\d{1,6})|#x([\da-f]{1,5})|([a-z]{2,6}));/gi, (whole, decimal, hex, name) => {
    const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : 0;
    if (code > 0 && code <= 0x10ffff) return String.fromCodePoint(code);
    return entities[String(name).toLowerCase()] ?? whole;
  });

/** Unescapes line breaks and quotes. */
export const unescaped = (text: string) =>
  text
    .replace(/\\{1,4}u([\da-f]{4})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/\\{1,4}r\\{1,4}n|\\{1,4}[nr]/g, "\n")
    .replace(/\\{1,4}t/g, " ")
    .replace(/\\{1,4}([!-/:-@[-`{-~])/g, "$1");

/** Replaces markup by line breaks, Markdown tables, or nothing; a tag named after a scene becomes the marker. */
export const withoutMarkup = (text: string) =>
  text
    .replace(/<(?:next[\s_-]?)?scene(?:[\s_-]?\d{1,3})?(?:\s[^<>]{0,100})?>/gi, "\n\nNext Scene: ")
    .replace(/<\/(?:next[\s_-]?)?scene(?:[\s_-]?\d{1,3})?>/gi, "\n\n")
    .replace(/<\/th>\s{0,20}<\/tr>/gi, " |\n| --- |")
    .replace(/<tr(?:\s[^<>]{0,200})?>/gi, "\n| ")
    .replace(/<\/t[dh]>/gi, " | ")
    .replace(/<\/(?:p|div|li|h[1-6]|section|article|blockquote)>/gi, "\n\n")
    .replace(/<(?:br|hr)\s{0,4}\/?>|<(?:p|div|li|h[1-6]|section|article|blockquote)(?:\s[^<>]{0,200})?>/gi, "\n")
    .replace(/<\/?[a-z][a-z\d]{0,15}(?:\s[^<>]{0,200})?\/?>/gi, "")
    .replace(/^ ?(?:```|~~~)[\w-]{0,20} ?$/gm, "")
    .replace(/ {2,}/g, " ")
    .replace(/\n(?: ?\n)+/g, "\n\n");
