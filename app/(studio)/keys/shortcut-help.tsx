"use client";

import { Keyboard } from "lucide-react";
import { lazy, Suspense } from "react";
import { useTranslations } from "use-intl";
import { Button } from "../_ui/button";
import { Dialog } from "../_ui/dialog";
import { Tooltip } from "../_ui/tooltip";
import { useShortcuts, useShortcutsOn } from "./shortcuts";

const ShortcutList = lazy(() => import("./shortcut-list"));

/** The button that shows the shortcuts; also enables them on every page. */
export function ShortcutHelp() {
  const t = useTranslations("keys");
  const [on] = useShortcutsOn();
  useShortcuts(on);
  return (
    <Dialog
      title={t("title")}
      close={t("close")}
      trigger={
        <Tooltip text={t("open")}>
          <Button
            kind="quiet"
            size="icon"
            aria-label={t("open")}
            aria-keyshortcuts="?"
            className="max-sm:hidden pointer-coarse:hidden"
          >
            <Keyboard aria-hidden />
          </Button>
        </Tooltip>
      }
    >
      <Suspense fallback={<div className="h-[22rem]" />}>
        <ShortcutList />
      </Suspense>
    </Dialog>
  );
}
