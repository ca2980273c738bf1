"use client";

import { useCallback } from "react";
import { useLocale } from "use-intl";
import { useModels } from "../_data/models";
import { reviewIn } from "./model-text";

/** What a model stops for, in the page's language. */
export function useReviewWords(model: string): (what: string) => string {
  const locale = useLocale();
  const found = useModels().find(({ id }) => id === model);
  return useCallback((what: string) => reviewIn(locale, found, what), [locale, found]);
}
