"use client";

import { useMessages } from "use-intl";
import { asText } from "./schema-form";

/** The word for a choice of the API; a choice without one is shown as it is. */
export function useChoiceWords(): (choice: unknown) => string {
  const words: Record<string, string> = useMessages().choices;
  return (choice) => words[asText(choice)] ?? asText(choice);
}
