/** The languages that scripts, storyboards and their prompts have texts in. */
export type StoryLanguage = "en" | "zh";

/** The language of a text: Chinese if it has Han characters. */
export const languageOf = (text: string): StoryLanguage => (/\p{Script=Han}/u.test(text) ? "zh" : "en");

/** A text of at most so many characters, cut at the end of a sentence or word where that loses little. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most).replace(/[\ud800-\udbff]$/, "");
  const end = Math.max(...[". ", "。", "，", " "].map((mark) => cut.lastIndexOf(mark)));
  return (end > most * 0.6 ? cut.slice(0, end + 1) : cut).trim();
}
