"use client";

import { useTranslations } from "use-intl";

/** What a workflow stops for, in the page's language where it is known there, else in the workflow's own words. */
export function useReviewWords() {
  const t = useTranslations("review.names");
  return (what: string | null | undefined): string => {
    const key = (what ?? "").replace(/^the /, "") as "keyframes";
    return t.has(key) ? t(key) : (what ?? "");
  };
}
