"use client";

import { createContext, type ReactNode, useContext, useMemo } from "react";
import { useLocale } from "use-intl";
import type { Model } from "@/lib/schemas/job";
import { modelIn } from "../_i18n/model-text";

const Known = createContext<Model[]>([]);

/** Gives every page the registry of models, which comes with it, in the page's language. */
export function Models({ models, children }: { models: Model[]; children: ReactNode }) {
  const locale = useLocale();
  const spoken = useMemo(() => models.map((model) => modelIn(locale, model)), [models, locale]);
  return <Known.Provider value={spoken}>{children}</Known.Provider>;
}
export const useModels = () => useContext(Known);
