"use client";

import { useCallback } from "react";
import { useLocale } from "use-intl";
import { useModel } from "../_data/models";
import { type Review, reviewIn } from "./model-text";

/** What a model's reviews are about, in the page's language. */
export function useReviewWords(model: string): (review: Review) => string {
  const locale = useLocale();
  const found = useModel(model);
  return useCallback((review: Review) => reviewIn(locale, found, review), [locale, found]);
}
