"use client";

import { createContext, type ReactNode, useContext, useMemo } from "react";
import { useLocale } from "use-intl";
import type { Model } from "@/lib/schemas/job";
import { modelIn } from "../_i18n/model-text";

const Known = createContext<Model[]>([]);

/** Provides the models to all pages, in the page's language; they are part of the server's HTML. */
export function Models({ models, children }: { models: Model[]; children: ReactNode }) {
  const locale = useLocale();
  const spoken = useMemo(() => models.map((model) => modelIn(locale, model)), [models, locale]);
  return <Known.Provider value={spoken}>{children}</Known.Provider>;
}
export const useModels = () => useContext(Known);
