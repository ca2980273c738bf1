/** The language to read a text aloud in, when its script tells; undefined is the page's own. */
export function langOf(text: string): string | undefined {
  if (/[\u3040-\u30ff]/.test(text)) return "ja";
  if (/[\uac00-\ud7af]/.test(text)) return "ko";
  return /\p{Script=Han}/u.test(text) ? "zh" : undefined;
}
