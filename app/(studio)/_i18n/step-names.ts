"use client";

import { createContext, useCallback, useContext } from "react";
import { useLocale } from "use-intl";
import { useModels } from "../_data/models";
import { stepIn } from "./model-text";

/** How the steps of a model are called in the page's language; in the API they keep their names. */
export function useStepNames(model: string): (name: string) => string {
  const locale = useLocale();
  const found = useModels().find(({ id }) => id === model);
  return useCallback((name: string) => stepIn(locale, found, name), [locale, found]);
}

const Names = createContext((name: string) => name);
export const StepNames = Names.Provider;
/** The same within a job's page. */
export const useStepName = () => useContext(Names);
