"use client";

import { Ban, FolderInput, ListChecks, Star, StarOff, Trash2, X } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslations } from "use-intl";
import type { BulkAction } from "@/lib/schemas/keep";
import type { LiveSummary } from "../../_data/apply-event";
import { Button } from "../../_ui/button";
import { jobLooks } from "../../_ui/status-style";
import type { Selection } from "./selection";
import { useKeep } from "./use-keep";

const MoveDialog = lazy(() => import("./move-dialog"));

type Props = { jobs: readonly LiveSummary[]; selection: Selection };

/** What can be done with the selected jobs. It is at the bottom of the window while some are selected. */
export default function BulkBar({ jobs, selection }: Props) {
  const t = useTranslations("keep");
  const { changeAll } = useKeep();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const [isMoving, setMoving] = useState(false);
  const chosen = jobs.filter(({ id }) => selection.ids.has(id));
  const ids = chosen.map(({ id }) => id);
  const running = chosen.filter(({ status }) => !jobLooks[status].ended);
  const isStarred = chosen.length > 0 && chosen.every(({ starred }) => starred);
  const act = async (action: BulkAction, some = ids, project?: string | null) => {
    setBusy(true);
    const { done, problem } = await changeAll(some, action, project);
    setBusy(false);
    const told =
      action === "cancel"
        ? t("cancelled", { n: done.length })
        : action === "move"
          ? t("moved", { n: done.length })
          : null;
    setSaid([done.length > 0 ? told : null, problem].filter(Boolean).join(" ") || null);
  };
  return (
    <section
      aria-label={t("selecting")}
      className="low:static sticky bottom-4 z-10 mx-auto flex w-fit max-w-full flex-col gap-1 rounded-2xl bg-raised p-1.5 shadow-lift ring-1 ring-line print:hidden"
    >
      {said && (
        <p role="status" className="px-3 pt-1.5 text-sm text-soft">
          {said}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-0.5">
        <span className="px-3 text-sm font-medium tabular-nums" aria-live="polite">
          {t("selected", { n: ids.length })}
        </span>
        <Button kind="quiet" size="small" onClick={selection.all}>
          <ListChecks aria-hidden />
          {t("selectAll")}
        </Button>
        <Button
          kind="quiet"
          size="icon"
          aria-label={t("clear")}
          className="max-sm:ml-auto sm:order-last"
          onClick={selection.clear}
        >
          <X aria-hidden />
        </Button>
        <Button
          kind="quiet"
          size="small"
          disabled={busy || ids.length === 0}
          onClick={() => act(isStarred ? "unstar" : "star")}
        >
          {isStarred ? <StarOff aria-hidden /> : <Star aria-hidden />}
          {isStarred ? t("unstar") : t("star")}
        </Button>
        <Button kind="quiet" size="small" disabled={busy || ids.length === 0} onClick={() => setMoving(true)}>
          <FolderInput aria-hidden />
          {t("move")}
        </Button>
        {running.length > 0 && (
          <CancelButton
            busy={busy}
            onCancel={() =>
              act(
                "cancel",
                running.map(({ id }) => id),
              )
            }
          />
        )}
        <Button
          kind="quiet"
          size="small"
          className="text-bad!"
          disabled={busy || ids.length === running.length}
          onClick={() =>
            act(
              "delete",
              ids.filter((id) => !running.some((job) => job.id === id)),
            )
          }
        >
          <Trash2 aria-hidden />
          {t("delete")}
        </Button>
      </div>
      {isMoving && (
        <Suspense>
          <MoveDialog
            project={chosen[0]?.project ?? null}
            onClose={() => setMoving(false)}
            onMove={(project) => {
              setMoving(false);
              void act("move", ids, project);
            }}
          />
        </Suspense>
      )}
    </section>
  );
}

function CancelButton({ busy, onCancel }: { busy: boolean; onCancel: () => void }) {
  const t = useTranslations("job");
  return (
    <Button kind="quiet" size="small" disabled={busy} onClick={onCancel}>
      <Ban aria-hidden />
      {t("cancel")}
    </Button>
  );
}
