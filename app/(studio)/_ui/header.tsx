"use client";

import { LogOut, Settings } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "use-intl";
import { signOut } from "../_data/api";
import { LanguageMenu } from "../_i18n/language-menu";
import { ShortcutHelp } from "../keys/shortcut-help";
import { QueuePanel } from "../queue/queue-panel";
import { Button, buttonStyle } from "./button";
import { Mark } from "./mark";
import { Tooltip } from "./tooltip";

const places = [
  { href: "/", name: "make", shortcut: "n" },
  { href: "/jobs", name: "jobs", shortcut: undefined },
  { href: "/batches", name: "batches", shortcut: undefined },
  { href: "/library", name: "library", shortcut: undefined },
] as const;

/** `true`: a page below this one is open. */
function currentOf(href: string, path: string): "page" | "true" | undefined {
  if (href === path) return "page";
  return href !== "/" && path.startsWith(`${href}/`) ? "true" : undefined;
}

export function Header() {
  const t = useTranslations();
  const path = usePathname();
  return (
    <header className="low:static sticky top-0 z-20 print:hidden border-b border-line bg-paper/85 backdrop-blur-md">
      <div className="mx-auto flex h-14 max-w-[96rem] items-center gap-1 px-3 max-[22rem]:px-2 sm:gap-2 sm:px-8 lg:gap-5">
        <Link href="/" className="flex items-center gap-2.5 rounded-lg font-semibold tracking-tight">
          <Mark className="size-7" />
          <span className="sr-only lg:not-sr-only">{t("name")}</span>
        </Link>
        <nav aria-label={t("nav.label")} className="flex min-w-0 overflow-x-auto py-1 [scrollbar-width:none] sm:gap-1">
          {places.map(({ href, name, shortcut }) => (
            <Link
              key={href}
              href={href}
              aria-keyshortcuts={shortcut}
              aria-current={currentOf(href, path)}
              className="flex min-h-9 shrink-0 items-center rounded-lg px-1.5 whitespace-nowrap text-sm font-medium text-soft hover:text-ink [&[aria-current]]:bg-sunken [&[aria-current]]:text-ink sm:px-3"
            >
              {t(`nav.${name}`)}
            </Link>
          ))}
        </nav>
        <div className="-mr-2 ml-auto flex items-center sm:-mr-3 sm:gap-1">
          <QueuePanel />
          {/* On small screens the language and the way out are on the settings page. */}
          <span className="max-md:hidden">
            <LanguageMenu />
          </span>
          <Tooltip text={t("settings.title")}>
            <Link
              href="/settings"
              aria-label={t("settings.title")}
              aria-current={path === "/settings" ? "page" : undefined}
              className={buttonStyle("quiet", "icon", "max-sm:min-w-8")}
            >
              <Settings aria-hidden />
            </Link>
          </Tooltip>
          <span className="max-md:hidden">
            <ShortcutHelp />
          </span>
          <span className="max-md:hidden">
            <Tooltip text={t("nav.signOut")}>
              <Button kind="quiet" size="icon" onClick={signOut} aria-label={t("nav.signOut")}>
                <LogOut aria-hidden />
              </Button>
            </Tooltip>
          </span>
        </div>
      </div>
    </header>
  );
}
