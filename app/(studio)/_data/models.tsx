"use client";

import { createContext, type ReactNode, useContext, useMemo } from "react";
import { useLocale } from "use-intl";
import type { Model } from "@/lib/schemas/job";
import type { ServiceTitle } from "@/server/api/serializers/model";
import { modelIn } from "../_i18n/model-text";

const Known = createContext<Model[]>([]);
const Others = createContext<ServiceTitle[]>([]);

type Props = { models: Model[]; services: ServiceTitle[]; children: ReactNode };

/**
 * Provides the models to all pages, in the page's language, and the titles of the services that are no models; they are
 * part of the server's HTML.
 */
export function Models({ models, services, children }: Props) {
  const locale = useLocale();
  const spoken = useMemo(() => models.map((model) => modelIn(locale, model)), [models, locale]);
  return (
    <Known.Provider value={spoken}>
      <Others.Provider value={services}>{children}</Others.Provider>
    </Known.Provider>
  );
}
export const useModels = () => useContext(Known);
export const useModel = (id: string): Model | undefined => useModels().find((one) => one.id === id);

/** The title of a service in the page's language; of one that no longer exists, its id. */
export function useServiceTitles(): (id: string) => string {
  const locale = useLocale();
  const models = useModels();
  const others = useContext(Others);
  return (id) => {
    const model = models.find((one) => one.id === id);
    const other = others.find((one) => one.id === id);
    return model?.title ?? (locale === "zh" ? other?.zh : null) ?? other?.title ?? id;
  };
}
