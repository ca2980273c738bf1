"use client";

import { Search as Glass } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";

/**
 * Hides the entries of the page without the words of the query. It reads the page's own text, so that no index is loaded:
 * `data-entry` marks what is searched, `data-of` a link to it, `data-group` what disappears with its last entry.
 */
export function Search() {
  const t = useTranslations("reference");
  const field = useRef<HTMLInputElement>(null);
  const [found, setFound] = useState<number | null>(null);
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof Element && event.target.closest("input, textarea, select");
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
      event.preventDefault();
      field.current?.focus();
    };
    document.addEventListener("keydown", focus);
    return () => document.removeEventListener("keydown", focus);
  }, []);

  const search = (query: string) => {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const shown = new Set<string>();
    for (const entry of document.querySelectorAll<HTMLElement>("[data-entry]")) {
      const text = entry.textContent.toLowerCase();
      entry.hidden = !words.every((word) => text.includes(word));
      if (!entry.hidden) shown.add(entry.id);
    }
    for (const link of document.querySelectorAll<HTMLElement>("[data-of]"))
      link.hidden = !shown.has(link.dataset.of ?? "");
    for (const group of document.querySelectorAll<HTMLElement>("[data-group]"))
      group.hidden = group.querySelector("[data-entry]:not([hidden]), [data-of]:not([hidden])") === null;
    setFound(words.length > 0 ? shown.size : null);
  };

  return (
    <search className="flex flex-col gap-1.5">
      <label className="flex min-h-11 items-center gap-2.5 rounded-xl bg-raised px-3.5 ring-1 ring-edge ring-inset focus-within:ring-2 focus-within:ring-accent">
        <Glass aria-hidden className="size-4 shrink-0 text-faint" />
        <input
          ref={field}
          type="search"
          aria-label={t("search")}
          placeholder={t("search")}
          aria-keyshortcuts="/"
          onChange={(event) => search(event.target.value)}
          className="w-full min-w-0 bg-transparent py-2 text-base outline-none placeholder:text-faint sm:text-sm"
        />
      </label>
      <p role="status" className="min-h-4 text-xs text-faint">
        {found === null ? <span className="pointer-coarse:hidden">{t("searchHint")}</span> : t("found", { n: found })}
      </p>
    </search>
  );
}
