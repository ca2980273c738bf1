/** A piece of a text that one voice speaks. */
export type Said = { voice: string; text: string };

const kana = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** The voice of each script in espeak-ng. `cmn` alone reads common characters wrongly in some versions. */
const voices: readonly (readonly [RegExp, string])[] = [
  [/\p{Script=Han}/u, "cmn-latn-pinyin"],
  [kana, "ja"],
  [/\p{Script=Hangul}/u, "ko"],
  [/\p{Script=Cyrillic}/u, "ru"],
  [/\p{Script=Greek}/u, "el"],
  [/\p{Script=Arabic}/u, "ar"],
  [/\p{Script=Hebrew}/u, "he"],
  [/\p{Script=Devanagari}/u, "hi"],
  [/\p{Script=Thai}/u, "th"],
  [/\p{L}/u, "en-us"],
];
const latin = "en-us";

const voiceOf = (letter: string) => voices.find(([script]) => script.test(letter))?.[1] ?? null;

/** The default voices that a voice replaces: one for Latin letters only those of Latin letters. */
const replacedBy = (voice: string): string[] => {
  const language = voice.split("-")[0] ?? voice;
  if (["cmn", "zh", "yue", "hak"].includes(language)) return ["cmn-latn-pinyin"];
  if (language === "ja") return ["ja", "cmn-latn-pinyin"];
  if (["uk", "bg", "be", "mk", "kk", "ba", "tt"].includes(language)) return ["ru"];
  if (["fa", "ur", "ug", "sd"].includes(language)) return ["ar"];
  if (["mr", "ne", "kok"].includes(language)) return ["hi"];
  return voices.some(([, own]) => own === language) ? [language] : [latin];
};

/** What a voice would name or stumble over. */
const silent = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u200d|\ufe0f|\u20e3/gu;

/**
 * Splits a text where its script changes. Digits, punctuation and spaces stay with the words before them. `voice` speaks the
 * text of its own script. Empty if there is nothing to say.
 */
export function byScript(text: string, voice = kana.test(text) ? "ja" : undefined): Said[] {
  const replaced = voice ? replacedBy(voice) : [];
  const runs: Said[] = [];
  let before = "";
  for (const letter of text.replace(silent, " ")) {
    const found = voiceOf(letter);
    const own = found && voice && replaced.includes(found) ? voice : found;
    const last = runs.at(-1);
    if (last && (own === null || last.voice === own)) last.text += letter;
    else if (own === null) before += letter;
    else {
      runs.push({ voice: own, text: before + letter });
      before = "";
    }
  }
  return runs.length === 0 && /\p{N}/u.test(before) ? [{ voice: voice ?? latin, text: before }] : runs;
}
