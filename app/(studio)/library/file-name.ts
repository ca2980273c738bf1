"use client";

import { useTranslations } from "use-intl";
import type { LibraryItem } from "@/lib/schemas/keep";

/** What a file is called: its own name, else the words of its job, else its kind. */
export function useFileName(): (file: LibraryItem) => string {
  const t = useTranslations("library.unnamed");
  return ({ name, title, type }) => name ?? title ?? t(type);
}
