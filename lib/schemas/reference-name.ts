/**
 * Names of reference pictures: a starred picture of a key's library is used in a prompt by `@` and its name, as
 * `@red-umbrella` for "Red umbrella.jpg".
 */

/** A file's name as people write it, without its extension. */
export const plainName = (name: string): string => name.replace(/\.[a-z0-9]{1,5}$/i, "").trim();

/** The name after the `@`; empty for a name without letters and digits. */
export const referenceName = (name: string): string =>
  plainName(name)
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}_]+/gu, "-")
    .replace(/^-+|-+$/g, "");

/** Not within a word, so that no e-mail address is one. */
const mention = /(?<![\p{L}\p{N}_.@])@([\p{L}\p{N}_][\p{L}\p{M}\p{N}_-]*)/gu;

export const hasMentions = (text: string): boolean => text.search(mention) >= 0;

/**
 * Replaces each `@name` that `known` has by what `written` answers; others stay. The longest name wins, and a name may end
 * where another script begins: `@maria在海边`.
 */
export function replaceMentions(text: string, known: readonly string[], written: (name: string) => string): string {
  const longestFirst = known.toSorted((a, b) => b.length - a.length);
  return text.replace(mention, (whole, given: string) => {
    const word = given.normalize("NFKC").toLowerCase();
    const name = longestFirst.find((one) => word.startsWith(one) && endsAt(word, one.length));
    return name === undefined ? whole : `${written(name)}${given.normalize("NFKC").slice(name.length)}`;
  });
}

/** Whether a name may end here: at the end, before a hyphen, or between a letter of one script and one of another. */
function endsAt(word: string, length: number): boolean {
  const next = word.slice(length);
  if (next === "" || /^-+$/.test(next)) return true;
  const isEast = (text: string) =>
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(text);
  return isEast([...next][0] ?? "");
}
