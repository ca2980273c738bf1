"use client";

import { Undo2, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "../../_ui/button";
import { setDeleted } from "./deleted-jobs";
import { useKeep } from "./use-keep";

/** Says that jobs were deleted, and brings them back. It stays until it is dismissed or jobs are deleted again. */
export default function UndoNotice({ ids }: { ids: readonly string[] }) {
  const t = useTranslations("keep");
  const { changeAll } = useKeep();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  // The focused card is gone with its job.
  useEffect(() => button.current?.focus(), []);
  const undo = async () => {
    setBusy(true);
    const { problem } = await changeAll(ids, "restore");
    setBusy(false);
    setProblem(problem);
    if (problem === null) setDeleted([]);
  };
  return (
    <div className="fixed inset-x-0 bottom-4 z-20 flex justify-center px-4 print:hidden">
      <div
        role="status"
        className="flex max-w-full items-center gap-2 rounded-2xl bg-ink py-1.5 pr-1.5 pl-5 text-sm text-paper shadow-lift"
      >
        <span className="min-w-0">{problem ?? t("deleted", { n: ids.length })}</span>
        <Button
          ref={button}
          kind="quiet"
          disabled={busy}
          onClick={undo}
          aria-keyshortcuts="z"
          className="shrink-0 font-semibold text-paper! hover:bg-paper/15"
        >
          <Undo2 aria-hidden />
          {t("undo")}
        </Button>
        <button
          type="button"
          aria-label={t("dismiss")}
          onClick={() => setDeleted([])}
          className="grid size-10 shrink-0 place-items-center rounded-xl hover:bg-paper/15"
        >
          <X aria-hidden className="size-4" />
        </button>
      </div>
    </div>
  );
}
