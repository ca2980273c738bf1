"use client";

import { Download, Trash2, X } from "lucide-react";
import { useFormatter, useTranslations } from "use-intl";
import type { BatchWithSummaries } from "@/lib/schemas/batch";
import { useNow } from "../../_data/server-time";
import { useTimeWords } from "../../_i18n/format-time";
import { Button, FileButton } from "../../_ui/button";
import { Confirm } from "../../_ui/confirm";
import { ProgressBar } from "../../_ui/progress-bar";
import { StatusBadge } from "../../_ui/status-badge";
import { archiveOf, cancelBatch, retryBatch } from "../batch-data";
import { batchTone, useBatchWords } from "../batch-words";
import { RetryButton } from "./retry-button";

type Props = { batch: BatchWithSummaries; act: (work: Promise<unknown>) => void; onDelete: () => void };

/** What a batch is and costs, how far it is, and what can be done with it. */
export function BatchHead({ batch, act, onDelete }: Props) {
  const t = useTranslations();
  const format = useFormatter();
  const words = useBatchWords();
  const { duration, dayTime } = useTimeWords();
  const now = useNow(5_000);
  const { cost, counts, createdAt, estimatedEnd, finishedAt, id, status } = batch;
  const amount = format.number(cost.actual, { style: "currency", currency: cost.currency, maximumFractionDigits: 3 });
  const left = estimatedEnd ? Math.max(1, Math.round((Date.parse(estimatedEnd) - now) / 1000)) : null;
  const facts = [words(batch), amount, left && t("batches.left", { time: duration(left) })];
  return (
    <header className="flex flex-col gap-4">
      <div className="flex flex-wrap items-start gap-x-6 gap-y-4">
        <div className="flex min-w-0 flex-col gap-2">
          <div className="flex flex-wrap items-center gap-3">
            <h1 className="text-2xl font-semibold tracking-tight">{t("batches.titled", { n: counts.total })}</h1>
            <StatusBadge tone={batchTone[status]} label={t(`batches.status.${status}`)} />
          </div>
          <p className="text-sm text-faint">{dayTime(createdAt)}</p>
        </div>
        <div className="flex flex-wrap gap-2 sm:ml-auto">
          {(counts.failed ?? 0) > 0 && status !== "cancelling" && (
            <RetryButton batch={batch} onYes={() => act(retryBatch(id))} />
          )}
          {finishedAt ? (
            <>
              <Confirm
                trigger={
                  <Button>
                    <Trash2 aria-hidden />
                    {t("batches.delete")}
                  </Button>
                }
                title={t("batches.deleteTitle")}
                text={t("batches.deleteText", { n: counts.total })}
                yes={t("batches.deleteYes")}
                no={t("batches.deleteNo")}
                onYes={onDelete}
              />
              <FileButton kind="main" href={archiveOf(id)} download>
                <Download aria-hidden />
                {t("batches.zip")}
              </FileButton>
            </>
          ) : (
            status === "running" && (
              <Confirm
                trigger={
                  <Button>
                    <X aria-hidden />
                    {t("batches.cancel")}
                  </Button>
                }
                title={t("batches.cancelTitle")}
                text={t("batches.cancelText")}
                yes={t("batches.cancelYes")}
                no={t("batches.cancelNo")}
                onYes={() => act(cancelBatch(id))}
              />
            )
          )}
        </div>
      </div>
      <ProgressBar value={batch.progress} label={t("batches.progress")} className="h-2" />
      <p role="status" className="text-soft tabular-nums">
        {facts.filter(Boolean).join(" · ")}
      </p>
      {batch.error && (
        <p lang="en" className="text-sm text-soft">
          {batch.error.message}
        </p>
      )}
    </header>
  );
}
