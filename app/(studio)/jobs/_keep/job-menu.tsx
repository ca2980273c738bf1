"use client";

import { Ellipsis } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslations } from "use-intl";
import type { MenuJob } from "./job-menu-items";

/** Loaded when a menu is opened for the first time. */
const MenuItems = lazy(() => import("./job-menu-items"));

type Props = {
  job: MenuJob;
  className?: string;
  onRename: () => void;
  onProblem: (sentence: string | null) => void;
  onDeleted?: () => void;
};

/** The button of a job's actions: star, rename, move to a project, delete. */
export function JobMenu({ className = "", ...rest }: Props) {
  const t = useTranslations("keep");
  const [isWanted, setWanted] = useState(false);
  const button = (
    <button
      type="button"
      aria-label={t("menu")}
      aria-haspopup="menu"
      onClick={() => setWanted(true)}
      className={`print:hidden grid size-9 shrink-0 place-items-center rounded-lg text-faint hover:bg-sunken hover:text-ink data-[state=open]:bg-sunken ${className}`}
    >
      <Ellipsis aria-hidden className="size-4" />
    </button>
  );
  if (!isWanted) return button;
  return (
    <Suspense fallback={button}>
      <MenuItems {...rest} trigger={button} />
    </Suspense>
  );
}
