"use client";

import { ArrowUpRight } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslations } from "use-intl";
import { type ButtonLook, buttonStyle } from "../_ui/button";
import type { UsedFile } from "./used-file";

/** Loaded when the menu is opened for the first time. */
const UseInMenu = lazy(() => import("./use-in-menu"));

type Props = {
  file: UsedFile;
  name: string;
  kind?: ButtonLook["kind"];
  className?: string;
  isNarrow?: boolean;
  isSign?: boolean;
};

/** Offers the workflows that take a file like this one, and fills it in there. `isNarrow`: on a phone only its sign; `isSign`: everywhere. */
export function UseIn({ file, name, kind = "quiet", className = "", isNarrow = false, isSign = false }: Props) {
  const t = useTranslations("library");
  const [isWanted, setWanted] = useState(false);
  const button = (
    <button
      type="button"
      aria-haspopup="menu"
      aria-label={t("useOf", { name: name.slice(0, 80) })}
      title={isSign ? t("use") : undefined}
      onClick={() => setWanted(true)}
      className={buttonStyle(kind, isSign ? "icon" : "small", className)}
    >
      <ArrowUpRight aria-hidden />
      {!isSign && <span className={isNarrow ? "max-sm:sr-only" : undefined}>{t("use")}</span>}
    </button>
  );
  if (!isWanted) return button;
  return (
    <Suspense fallback={button}>
      <UseInMenu file={file} trigger={button} />
    </Suspense>
  );
}
