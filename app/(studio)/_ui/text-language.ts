/**
 * The language for reading a text aloud, derived from its script; Latin letters count as English on a page in another
 * language. "" of any other script: the language is not known. What has a language is isolated, see `globals.css`.
 */
export function langOf(text: string): string {
  if (/[\u3040-\u30ff]/.test(text)) return "ja";
  if (/[\uac00-\ud7af]/.test(text)) return "ko";
  if (/\p{Script=Han}/u.test(text)) return "zh";
  return /\p{Script=Latin}/u.test(text) ? "en" : "";
}
