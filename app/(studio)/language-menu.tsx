"use client";

import { Check, Languages } from "lucide-react";
import { useRouter } from "next/navigation";
import { DropdownMenu } from "radix-ui";
import { useTransition } from "react";
import { useLocale, useTranslations } from "use-intl";
import { isLanguage, languageCookie, languages } from "./languages";
import { Button } from "./ui/button";

const yearSeconds = 31_536_000;

/** Chooses the language and keeps it in a cookie; the page is spoken anew where it stands, nothing typed is lost. */
export function LanguageMenu() {
  const t = useTranslations("nav");
  const locale = useLocale();
  const router = useRouter();
  const [, startTransition] = useTransition();
  const choose = (language: string) => {
    if (!isLanguage(language)) return;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in some browsers
    document.cookie = `${languageCookie}=${language}; path=/; max-age=${yearSeconds}; samesite=lax`;
    startTransition(() => router.refresh());
  };
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <Button kind="quiet" aria-label={`${t("language")}: ${languages[locale]}`} className="px-3">
          <Languages aria-hidden />
          <span aria-hidden className="hidden sm:inline">
            {languages[locale]}
          </span>
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          className="z-30 min-w-40 rounded-2xl bg-raised p-1.5 shadow-lift ring-1 ring-line"
        >
          <DropdownMenu.RadioGroup value={locale} onValueChange={choose}>
            {Object.entries(languages).map(([language, title]) => (
              <DropdownMenu.RadioItem
                key={language}
                value={language}
                lang={language}
                className="flex min-h-10 cursor-pointer items-center justify-between gap-6 rounded-xl px-3 outline-none data-highlighted:bg-sunken"
              >
                {title}
                <DropdownMenu.ItemIndicator>
                  <Check aria-hidden className="size-4 text-accent" />
                </DropdownMenu.ItemIndicator>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
