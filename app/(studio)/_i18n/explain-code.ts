import type { useTranslations } from "use-intl";

/** Says a sentence of `messages/` in the page's language; functions that speak are given it. */
export type Say = ReturnType<typeof useTranslations<never>>;

/** What a code of the API means, in a language that is not the API's own; null in English, which the API speaks itself. */
export function explain(code: string, t: Say): string | null {
  const key = `codes.${code}` as never;
  return t.has(key) ? t(key) : null;
}
