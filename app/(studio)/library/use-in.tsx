"use client";

import { ArrowUpRight } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslations } from "use-intl";
import type { Output } from "@/lib/schemas/job";
import { type ButtonLook, buttonStyle } from "../_ui/button";

/** Loaded when the menu is opened for the first time. */
const UseInMenu = lazy(() => import("./use-in-menu"));

type Props = {
  file: Pick<Output, "id" | "type" | "contentType">;
  name: string;
  kind?: ButtonLook["kind"];
  className?: string;
  isNarrow?: boolean;
};

/** Offers the workflows that take a file like this one, and fills it in there. `isNarrow`: on a phone only its sign. */
export function UseIn({ file, name, kind = "quiet", className = "", isNarrow = false }: Props) {
  const t = useTranslations("library");
  const [isWanted, setWanted] = useState(false);
  const button = (
    <button
      type="button"
      aria-haspopup="menu"
      aria-label={t("useOf", { name: name.slice(0, 80) })}
      onClick={() => setWanted(true)}
      className={buttonStyle(kind, "small", className)}
    >
      <ArrowUpRight aria-hidden />
      <span className={isNarrow ? "max-sm:sr-only" : undefined}>{t("use")}</span>
    </button>
  );
  if (!isWanted) return button;
  return (
    <Suspense fallback={button}>
      <UseInMenu file={file} trigger={button} />
    </Suspense>
  );
}
