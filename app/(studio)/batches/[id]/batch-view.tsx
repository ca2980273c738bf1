"use client";

import { ArrowLeft, Download, X } from "lucide-react";
import Link from "next/link";
import { useCallback, useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import type { BatchWithItems } from "@/lib/schemas/batch";
import type { JobStatus } from "@/lib/schemas/job";
import { problemWords } from "../../_data/api-problem";
import { useModels } from "../../_data/models";
import { useNow } from "../../_data/server-time";
import { useTimeWords } from "../../_i18n/format-time";
import { Button, FileButton } from "../../_ui/button";
import { Confirm } from "../../_ui/confirm";
import { Lines } from "../../_ui/lines";
import { ProgressBar } from "../../_ui/progress-bar";
import { StatusBadge } from "../../_ui/status-badge";
import { jobLooks, statuses } from "../../_ui/status-style";
import { jobTitle } from "../../jobs/job-picture";
import { JobPoster } from "../../jobs/job-poster";
import { archiveOf, cancelBatch, getBatch, retryBatch, usePolled } from "../batch-data";
import { batchTone, useBatchWords } from "../batch-words";
import { RetryButton } from "./retry-button";

const isMoving = ({ finishedAt }: BatchWithItems) => finishedAt === null;

/** A batch as a contact sheet that fills while its jobs are made. */
export function BatchView({ id }: { id: string }) {
  const t = useTranslations();
  const [status, setStatus] = useState<JobStatus | "">("");
  const [limit, setLimit] = useState(50);
  const [said, setSaid] = useState<string | null>(null);
  const read = useCallback(() => getBatch(id, status, limit), [id, status, limit]);
  const { value: batch, problem, again } = usePolled(read, isMoving);
  const act = (work: Promise<unknown>) => {
    setSaid(null);
    work.then(again, (error: unknown) => setSaid(problemWords(error, t)));
  };
  const trouble = said ?? (problem === null ? null : problemWords(problem, t));
  return (
    <div className="flex flex-col gap-6">
      <Link href="/batches" className="flex items-center gap-2 self-start text-sm text-soft hover:text-ink">
        <ArrowLeft aria-hidden className="size-4" />
        {t("batches.title")}
      </Link>
      {trouble && (
        <p role="alert" className="rounded-xl bg-bad-wash px-4 py-3 font-medium text-bad">
          <Lines text={trouble} />
        </p>
      )}
      {batch ? (
        <>
          <Head batch={batch} act={act} />
          <Filters batch={batch} status={status} onChange={setStatus} />
          <Sheet batch={batch} />
          {batch.items.hasMore && limit < 100 && (
            <Button className="self-center" onClick={() => setLimit(100)}>
              {t("batches.more")}
            </Button>
          )}
        </>
      ) : (
        <div aria-hidden className="shimmer h-60 rounded-2xl" />
      )}
    </div>
  );
}

function Head({ batch, act }: { batch: BatchWithItems; act: (work: Promise<unknown>) => void }) {
  const t = useTranslations();
  const format = useFormatter();
  const words = useBatchWords();
  const { duration } = useTimeWords();
  const now = useNow(5_000);
  const { cost, counts, estimatedEnd, finishedAt, id } = batch;
  const amount = format.number(cost.actual, { style: "currency", currency: cost.currency, maximumFractionDigits: 3 });
  const left = estimatedEnd ? Math.max(1, Math.round((Date.parse(estimatedEnd) - now) / 1000)) : null;
  return (
    <header className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <h1 className="text-2xl font-semibold tracking-tight">{t("batches.one")}</h1>
        <StatusBadge tone={batchTone[batch.status]} label={t(`batches.status.${batch.status}`)} />
        <div className="ml-auto flex flex-wrap gap-2">
          {(counts.failed ?? 0) > 0 && batch.status !== "cancelling" && (
            <RetryButton batch={batch} onYes={() => act(retryBatch(id))} />
          )}
          {finishedAt ? (
            <FileButton kind="main" href={archiveOf(id)} download>
              <Download aria-hidden />
              {t("batches.zip")}
            </FileButton>
          ) : (
            batch.status === "running" && (
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
      <p role="status" className="text-soft tabular-nums">
        {[words(batch), amount, left && t("batches.left", { time: duration(left) })].filter(Boolean).join(" · ")}
      </p>
      <ProgressBar value={batch.progress} label={t("batches.progress")} className="h-2" />
      {batch.error && <p className="text-sm text-soft">{batch.error.message}</p>}
    </header>
  );
}

type FilterProps = { batch: BatchWithItems; status: JobStatus | ""; onChange: (status: JobStatus | "") => void };

function Filters({ batch, status, onChange }: FilterProps) {
  const t = useTranslations();
  const shown = statuses.filter((one) => (batch.counts[one] ?? 0) > 0 || one === status);
  const button = (value: JobStatus | "", label: string) => (
    <Button
      key={value}
      kind={value === status ? "plain" : "quiet"}
      aria-pressed={value === status}
      onClick={() => onChange(value)}
    >
      {label}
    </Button>
  );
  return (
    <fieldset className="flex flex-wrap gap-1">
      <legend className="sr-only">{t("jobs.state")}</legend>
      {button("", `${t("jobs.anyState")} ${batch.counts.total}`)}
      {shown.map((one) => button(one, `${t(`status.job.${one}`)} ${batch.counts[one]}`))}
    </fieldset>
  );
}

function Sheet({ batch }: { batch: BatchWithItems }) {
  const t = useTranslations();
  const models = useModels();
  return (
    <ul className="grid grid-cols-2 gap-4 sm:grid-cols-3 md:grid-cols-4 lg:grid-cols-5 xl:grid-cols-6">
      {batch.items.data.map(({ row, job }) => {
        const title = jobTitle(
          job,
          models.find(({ id }) => id === job.model),
        );
        return (
          <li key={job.id} className="min-w-0">
            <Link href={`/jobs/${job.id}`} className="flex flex-col gap-2 rounded-xl">
              <span className="relative block aspect-4/3 overflow-hidden rounded-xl bg-sunken ring-1 ring-line">
                <JobPoster job={job} className={job.status === "queued" ? "opacity-40" : ""} />
                <StatusBadge
                  tone={jobLooks[job.status].tone}
                  label={t(`status.job.${job.status}`)}
                  className="absolute top-1.5 left-1.5 max-w-[calc(100%-0.75rem)] shadow-sm"
                />
              </span>
              <span className="flex gap-2 px-0.5 text-sm">
                <span className="text-faint tabular-nums">{row}</span>
                <span className="truncate">{title}</span>
              </span>
              {job.error && <span className="line-clamp-2 px-0.5 text-xs text-bad">{job.error.message}</span>}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
