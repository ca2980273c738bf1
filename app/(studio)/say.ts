import type { useTranslations } from "use-intl";

/** Says a sentence of `messages/` in the page's language; functions that speak are given it. */
export type Say = ReturnType<typeof useTranslations<never>>;
