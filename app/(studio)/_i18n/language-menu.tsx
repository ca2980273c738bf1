"use client";

import { Languages } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { useLocale, useTranslations } from "use-intl";
import { basePath } from "@/server/http/base-path";
import { isLanguage, languageCookie, languages } from "./languages";

const yearSeconds = 31_536_000;

/** Chooses the language and stores it in a cookie. The page renders again in place and keeps typed text. */
export function LanguageMenu() {
  const t = useTranslations("nav");
  const locale = useLocale();
  const router = useRouter();
  const [, startTransition] = useTransition();
  const choose = (language: string) => {
    if (!isLanguage(language)) return;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in some browsers
    document.cookie = `${languageCookie}=${language}; path=${basePath || "/"}; max-age=${yearSeconds}; samesite=lax`;
    startTransition(() => router.refresh());
  };
  return (
    <span className="relative inline-flex min-h-10 items-center gap-2 rounded-xl px-2.5 text-sm font-medium text-soft hover:bg-sunken hover:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent">
      <Languages aria-hidden className="size-4" />
      <span aria-hidden>{languages[locale]}</span>
      <select
        aria-label={t("language")}
        value={locale}
        onChange={(event) => choose(event.target.value)}
        className="absolute inset-0 cursor-pointer bg-raised text-ink opacity-0"
      >
        {Object.entries(languages).map(([language, title]) => (
          <option key={language} value={language} lang={language}>
            {title}
          </option>
        ))}
      </select>
    </span>
  );
}
