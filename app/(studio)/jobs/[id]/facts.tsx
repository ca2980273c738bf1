"use client";

import { CopyPlus, Download, FolderDown } from "lucide-react";
import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import type { Job, Model } from "@/lib/job";
import { jobArchive } from "../../api";
import { progressWords } from "../../job-words";
import { useNow } from "../../now";
import { jobLooks } from "../../status-looks";
import { downloadUrl } from "../../steady-url";
import { useStepName } from "../../step-names";
import { secondsBetween, useTimeWords } from "../../time-words";
import { Button, FileButton } from "../../ui/button";
import { Lines } from "../../ui/lines";
import { LinkButton } from "../../ui/link-button";
import { ProgressBar } from "../../ui/progress-bar";
import { StatusBadge } from "../../ui/status-badge";
import { CancelDialog } from "../cancel-dialog";
import { filmOf } from "../job-picture";
import { CopyLink } from "./copy-link";
import { StillLink } from "./still-link";

type Props = {
  job: Job;
  heardAt: number;
  model: Model | undefined;
  connected: boolean;
  onCancelled: (job: Job) => void;
};

/** How far the job is, and what can be done with it now. Its height is that of its fullest state, so that nothing jumps. */
export function Facts({ job, heardAt, model, connected, onCancelled }: Props) {
  const t = useTranslations();
  const format = useFormatter();
  const [problem, setProblem] = useState<string | null>(null);
  const { tone, ended } = jobLooks[job.status];
  const { progress, cost } = job;
  const label = t(`status.job.${job.status}`);
  const nameOf = useStepName();
  const film = filmOf(job);
  const made = film ?? job.outputs.at(-1);
  const timeLine = useTimeLine(job, heardAt);
  const price = (amount: number) =>
    format.number(amount, { style: "currency", currency: cost.currency, maximumFractionDigits: 3 });
  return (
    <div className="flex flex-col gap-4">
      <div className="flex items-center justify-between gap-3">
        <StatusBadge tone={tone} label={label} />
        <span className="truncate text-sm text-faint">{model?.title ?? job.model}</span>
      </div>
      <div className="flex flex-col gap-2">
        <p aria-live="polite" className="line-clamp-2 h-12 font-medium text-pretty first-letter:uppercase">
          <Lines
            text={
              problem ??
              (!connected && !ended
                ? t("jobs.reconnecting")
                : job.error
                  ? t("job.failed")
                  : progressWords(job, { nameOf, looks: model?.zh?.reviews ?? {} }, t))
            }
          />
        </p>
        <ProgressBar value={progress.value} label={t("job.progress")} />
        <div className="flex justify-between gap-3 text-sm text-soft tabular-nums">
          <span>{t("job.stepsDone", { done: progress.stepsDone, total: progress.stepsTotal })}</span>
          <span>{timeLine}</span>
        </div>
        {(cost.actual > 0 || cost.estimated > 0) && (
          <div className="flex justify-between gap-3 text-sm text-soft tabular-nums">
            <span>{t("job.cost")}</span>
            <span>
              {price(cost.actual)}
              {!ended && cost.estimated > 0 && ` / ${price(cost.estimated)}`}
            </span>
          </div>
        )}
      </div>
      <div className="grid min-h-36 grid-cols-2 content-start gap-2">
        {made && ended && (
          <FileButton kind="main" href={downloadUrl(made)} download className="col-span-2 min-h-12 text-base">
            <Download aria-hidden />
            {made.type === "video" ? t("job.download") : t(`job.downloadAs.${made.type}`)}
          </FileButton>
        )}
        {made && ended && <CopyLink url={made.url} />}
        {!ended && (
          <CancelDialog job={job} onCancelled={onCancelled} onProblem={setProblem}>
            <Button disabled={job.status === "cancelling"} aria-keyshortcuts="c" className="col-span-2">
              {t("job.cancel")}
            </Button>
          </CancelDialog>
        )}
        {made && ended && (
          <FileButton href={jobArchive(job.id)} download className="px-2">
            <FolderDown aria-hidden />
            {t("job.archive")}
          </FileButton>
        )}
        {film && ended && <StillLink jobId={job.id} />}
        <LinkButton href={`/?from=${job.id}`} className={`px-2 ${film && ended ? "" : "col-span-2"}`}>
          <CopyPlus aria-hidden />
          {t("job.another")}
        </LinkButton>
      </div>
    </div>
  );
}

function useTimeLine(job: Job, heardAt: number): string {
  const t = useTranslations("job");
  const { duration, ago } = useTimeWords();
  const now = useNow(1000, !jobLooks[job.status].ended);
  if (job.finishedAt)
    return t("lasted", { time: duration(secondsBetween(job.startedAt ?? job.createdAt, job.finishedAt)) });
  if (job.status === "queued" && job.queuePosition) return t("place", { n: job.queuePosition });
  if (job.estimatedWaitTime === null) return ago(job.createdAt, now);
  const left = job.estimatedWaitTime - Math.max(0, now - heardAt) / 1000;
  return left > 1 ? t("left", { wait: duration(left) }) : t("almost");
}
