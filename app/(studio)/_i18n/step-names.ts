"use client";

import { createContext, useCallback, useContext } from "react";
import { useLocale } from "use-intl";
import { useModel } from "../_data/models";
import { stepIn } from "./model-text";

/** The titles of a model's steps in the page's language, by key. */
export function useStepNames(model: string): (key: string) => string {
  const locale = useLocale();
  const found = useModel(model);
  return useCallback((key: string) => stepIn(locale, found, key), [locale, found]);
}

const Names = createContext((key: string) => key);
export const StepNames = Names.Provider;
/** The same inside a job's page. */
export const useStepName = () => useContext(Names);
