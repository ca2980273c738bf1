"use client";

import { LoaderCircle, Play } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Button } from "../_ui/button";
import { Price } from "./price";
import { ProviderPrices } from "./provider-prices";
import type { Asked } from "./quote";

type Props = {
  asked: Asked;
  busy: string | null;
  /** False until the page's scripts run: the browser would lose a press. */
  isAwake: boolean;
  keys: readonly string[];
  /** Null while there is nothing to keep. */
  onClear: (() => void) | null;
  onStart: () => void;
  /** Beside the start, where there is room. */
  aside: ReactNode;
};

export const startId = "start";

/** The price and the start, always in view: the last line of the form stays at the edge of the screen. */
export function StartBar({ asked, busy, isAwake, keys, onClear, onStart, aside }: Props) {
  const t = useTranslations("make");
  return (
    <div
      data-start-bar
      className="print:static low:static sticky bottom-0 z-10 -mx-5 -mb-5 flex items-center justify-between gap-4 rounded-b-3xl border-t border-line bg-raised px-5 py-3 sm:-mx-6 sm:-mb-6 sm:px-6"
    >
      <div className="flex max-h-[40dvh] min-w-0 flex-col gap-0.5 overflow-y-auto">
        <Price asked={asked} />
        {onClear && (
          <p className="text-xs text-faint">
            {t("draft.kept")}{" "}
            <button
              type="button"
              onClick={onClear}
              className="min-h-6 rounded-sm font-medium underline underline-offset-4 hover:text-ink"
            >
              {t("draft.clear")}
            </button>
          </p>
        )}
        {asked.quote && <ProviderPrices quote={asked.quote} />}
      </div>
      <div className="ml-auto hidden sm:block">{aside}</div>
      <Button
        id={startId}
        kind="main"
        size="large"
        onClick={onStart}
        disabled={busy !== null || !isAwake}
        title={keys.join(" + ")}
        className={`shrink-0 ${isAwake ? "" : "disabled:opacity-100"}`}
      >
        {busy ? <LoaderCircle aria-hidden className="animate-spin" /> : <Play aria-hidden fill="currentColor" />}
        {busy ?? t("start")}
        <kbd aria-hidden className="hidden font-sans text-xs font-normal pointer-fine:inline">
          {keys.join(" ")}
        </kbd>
      </Button>
    </div>
  );
}
