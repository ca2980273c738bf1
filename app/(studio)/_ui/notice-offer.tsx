"use client";

import { Bell, X } from "lucide-react";
import { useTranslations } from "use-intl";
import { useBrowserNotices } from "../_data/browser-notices";
import { Button } from "./button";

/** Offers browser notices beside a running job, once: never again after either answer. */
export default function NoticeOffer({ className = "" }: { className?: string }) {
  const t = useTranslations("notices");
  const { state, turnOn, turnOff } = useBrowserNotices();
  if (state !== "off") return null;
  return (
    <p className={`flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-soft ${className}`}>
      <Bell aria-hidden className="size-4 shrink-0" />
      <span className="min-w-0 flex-1">{t("offer")}</span>
      <span className="flex">
        <Button kind="quiet" onClick={turnOn}>
          {t("turnOn")}
        </Button>
        <Button kind="quiet" size="icon" aria-label={t("dismiss")} onClick={turnOff}>
          <X aria-hidden />
        </Button>
      </span>
    </p>
  );
}
