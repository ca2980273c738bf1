"use client";

import { useTranslations } from "use-intl";
import { useBrowserNotices } from "../_data/browser-notices";
import { Button } from "../_ui/button";

/** Turns the notices of this browser on and off. */
export function BrowserNotices() {
  const t = useTranslations("notices");
  const { state, turnOn, turnOff } = useBrowserNotices();
  const isBlocked = state === "denied" || state === "unsupported";
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 border-t border-line pt-5">
      <div className="flex min-w-0 flex-1 basis-64 flex-col gap-1">
        <h3 className="text-sm font-medium">{t("title")}</h3>
        <p className="text-sm text-pretty text-soft">{t(isBlocked ? state : "text")}</p>
      </div>
      {!isBlocked && (
        <Button disabled={state === "unknown"} onClick={state === "on" ? turnOff : turnOn}>
          {t(state === "on" ? "turnOff" : "turnOn")}
        </Button>
      )}
    </div>
  );
}
