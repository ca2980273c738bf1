import type { useTranslations } from "use-intl";

/** Translates a key of `messages/` into the page's language; functions without hooks receive it as a parameter. */
export type Say = ReturnType<typeof useTranslations<never>>;

/**
 * The meaning of an API code in another language than English; null in English, because the API's own messages are
 * English.
 */
export function explain(code: string, t: Say): string | null {
  const key = `codes.${code}` as never;
  return t.has(key) ? t(key) : null;
}
