"use client";

import { Check, LoaderCircle, Redo2, Save, Undo2 } from "lucide-react";
import type { KeyboardEvent, ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/app/(studio)/_ui/button";
import { Lines } from "@/app/(studio)/_ui/lines";
import { useQuoteWords } from "@/app/(studio)/make/price";
import type { Editing } from "./use-document";

type Edited = Omit<Editing<unknown>, "value" | "base" | "change" | "problemOf" | "save">;
type Props = {
  editing: Edited & Pick<Editing<unknown>, "save">;
  /** What the button saves. */
  save: string;
  announce: (text: string) => void;
  /** Before the buttons. */
  heading?: ReactNode;
  children?: ReactNode;
};

/** Undo and redo, what comes next and its price, and the button that saves. Stays in view while there are changes. */
export function EditBar({ editing, save, announce, heading, children }: Props) {
  const t = useTranslations("story");
  const words = useQuoteWords(editing.isPriced);
  const { undo, redo, discard, isChanged, isElsewhere, isOpen, isSaving, quote, take, problem, continues } = editing;
  const press = async () => {
    if (!isChanged || !isOpen || isSaving) return;
    const isSaved = await editing.save();
    if (isSaved) announce(take === null ? t(continues ? "savedContinues" : "saved") : t("tookTake", { n: take }));
    else announce(t("refused"));
  };
  const Icon = isSaving ? LoaderCircle : take === null ? Save : Check;
  return (
    <div
      className={`flex flex-wrap items-center gap-x-4 gap-y-1 rounded-2xl bg-raised py-2 ${
        isChanged ? "sticky top-14 z-10 -mx-2 px-2 shadow-lift ring-1 ring-line" : ""
      }`}
    >
      {heading}
      <div className="-ml-2 flex">
        <Button
          kind="quiet"
          aria-disabled={!undo}
          data-undo
          onClick={() => undo?.()}
          aria-label={t("undo")}
          size="icon"
        >
          <Undo2 aria-hidden className={undo ? "" : "opacity-40"} />
        </Button>
        <Button kind="quiet" aria-disabled={!redo} onClick={() => redo?.()} aria-label={t("redo")} size="icon">
          <Redo2 aria-hidden className={redo ? "" : "opacity-40"} />
        </Button>
      </div>
      {children}
      <div className="ml-auto flex flex-wrap items-center justify-end gap-x-4 gap-y-2">
        <p aria-live="polite" className="text-sm text-soft tabular-nums">
          {take !== null && `${t("isTake", { n: take })} · `}
          {quote &&
            (quote.steps.length > 0 ? t(continues ? "nextAtOnce" : "next", { what: words(quote) }) : t("nextNothing"))}
          {editing.isPricing && t("pricing")}
          {editing.hasFaults && t("faults")}
          {isChanged && !isOpen && t("later")}
        </p>
        <Button
          kind="quiet"
          aria-disabled={!isChanged}
          onClick={() => isChanged && discard()}
          className="aria-disabled:opacity-40"
        >
          {t("discard")}
        </Button>
        <Button
          aria-label={take === null ? save : undefined}
          aria-disabled={!isChanged || !isOpen || isSaving}
          onClick={press}
          className="aria-disabled:opacity-50"
        >
          <Icon aria-hidden className={isSaving ? "animate-spin" : ""} />
          {take === null ? t("save") : t("useTake", { n: take })}
        </Button>
      </div>
      <p aria-live="assertive" className="w-full text-sm font-medium text-bad empty:hidden">
        {problem && <Lines text={problem} />}
      </p>
      {isElsewhere && <p className="w-full text-sm text-soft">{t("elsewhere")}</p>}
    </div>
  );
}

/** Ctrl or Cmd with Z undoes, with Shift or Y redoes. Returns what it did. */
export function undoKey(event: KeyboardEvent, { undo, redo }: Pick<Edited, "undo" | "redo">): "undo" | "redo" | null {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null;
  const key = event.key.toLowerCase();
  if (key !== "z" && key !== "y") return null;
  event.preventDefault(); // a field's own undo does not know the other fields
  const what = key === "y" || event.shiftKey ? "redo" : "undo";
  const act = what === "redo" ? redo : undo;
  act?.();
  return act ? what : null;
}
