"use client";

import { CopyPlus, Download, FolderDown, Scissors } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { jobArchive } from "@/app/(studio)/_data/api";
import type { LiveJob } from "@/app/(studio)/_data/apply-event";
import { useNow } from "@/app/(studio)/_data/server-time";
import { secondsBetween, useTimeWords } from "@/app/(studio)/_i18n/format-time";
import { progressWords } from "@/app/(studio)/_i18n/job-text";
import { useReviewWords } from "@/app/(studio)/_i18n/review-text";
import { useStepName } from "@/app/(studio)/_i18n/step-names";
import { ShareButton } from "@/app/(studio)/_share/share-button";
import { Button, FileButton } from "@/app/(studio)/_ui/button";
import { JobProgress } from "@/app/(studio)/_ui/job-progress";
import { Lines } from "@/app/(studio)/_ui/lines";
import { LinkButton } from "@/app/(studio)/_ui/link-button";
import { useSaving } from "@/app/(studio)/_ui/saved-by-job";
import { steadyUrl } from "@/app/(studio)/_ui/stable-url";
import { StatusBadge } from "@/app/(studio)/_ui/status-badge";
import { jobLooks } from "@/app/(studio)/_ui/status-style";
import { CancelDialog } from "@/app/(studio)/jobs/cancel-dialog";
import { filmOf, isShown } from "@/app/(studio)/jobs/job-picture";
import { UseIn } from "@/app/(studio)/library/use-in";
import { workingOf } from "@/lib/job-summary";
import type { Model } from "@/lib/schemas/job";
import { withBase } from "@/server/http/base-path";
import { StillLink } from "../_stage/still-link";
import { CopyLink } from "./copy-button";
import { isLate } from "./step-facts";

/** Only running jobs make an offer, and once. */
const NoticeOffer = lazy(() => import("@/app/(studio)/_ui/notice-offer"));

type Props = { job: LiveJob; model: Model | undefined; connected: boolean; onDone: () => void };

const sentence = "job-sentence";
/** Focuses the sentence about the job's state. */
export const focusFacts = () => document.getElementById(sentence)?.focus({ preventScroll: true });

/**
 * The job's progress and its actions. If it is watched from the start it has the height of its fullest state, so that
 * nothing moves.
 */
export function Facts({ job, model, connected, onDone }: Props) {
  const t = useTranslations();
  const format = useFormatter();
  const [problem, setProblem] = useState<string | null>(null);
  const { tone, ended } = jobLooks[job.status];
  const [watched] = useState(!ended && job.status !== "awaiting_review");
  const { progress, cost } = job;
  const canShare = job.outputs.some(isShown);
  const working = workingOf(job.steps);
  const nameOf = useStepName();
  const lookOf = useReviewWords(job.model);
  const now = useNow(1000, !ended);
  const timeLine = useTimeLine(job, now);
  const { dayTime } = useTimeWords();
  const price = (amount: number) =>
    format.number(amount, { style: "currency", currency: cost.currency, maximumFractionDigits: 3 });
  return (
    <div className="flex flex-col gap-4">
      <div className="flex items-center justify-between gap-3">
        <StatusBadge tone={tone} label={t(`status.job.${job.status}`)} />
        <span className="truncate text-sm text-faint">{model?.title ?? job.model}</span>
      </div>
      <div className="flex flex-col gap-2">
        <p
          id={sentence}
          tabIndex={-1}
          aria-live="polite"
          className="line-clamp-2 h-12 font-medium text-pretty first-letter:uppercase"
        >
          <Lines
            text={
              problem ??
              (!connected && !ended
                ? t("jobs.reconnecting")
                : job.error
                  ? t("job.failed")
                  : progressWords(job, { nameOf, lookOf }, t, now))
            }
          />
        </p>
        <JobProgress job={{ ...job, working }} />
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
      <div className={`grid grid-cols-2 content-start gap-2 ${watched ? "md:min-h-55" : ""}`}>
        {ended ? (
          <TakeHome job={job} canCut={job.status === "completed" && Boolean(model?.cut)} />
        ) : (
          <CancelDialog job={{ ...job, working }} onCancelled={onDone} onProblem={setProblem}>
            <Button disabled={job.status === "cancelling"} aria-keyshortcuts="c" className="col-span-2">
              {t("job.cancel")}
            </Button>
          </CancelDialog>
        )}
        {canShare && <ShareButton job={job} />}
        {!ended && !canShare && <CopyLink path={withBase(`/jobs/${job.id}`)} label={t("job.copyPage")} />}
        <LinkButton href={`/?from=${job.id}`} size="small" className={canShare || !ended ? "" : "col-span-2"}>
          <CopyPlus aria-hidden />
          {t("job.another")}
        </LinkButton>
        {!ended && (
          <Suspense>
            <NoticeOffer className="col-span-2" />
          </Suspense>
        )}
        {ended && job.outputs[0] && (
          <p className="col-span-2 text-xs text-faint tabular-nums">
            {t("job.linkUntil", { time: dayTime(job.outputs[0].urlExpiresAt) })}
          </p>
        )}
      </div>
    </div>
  );
}

/** What can be done with the result: downloads, links, other workflows and the cut. */
function TakeHome({ job, canCut }: { job: LiveJob; canCut: boolean }) {
  const t = useTranslations();
  const { saveUrl } = useSaving();
  const film = filmOf(job);
  const made = film ?? job.outputs[0];
  const isOne = film !== null || job.outputs.length <= 1;
  const hasFiles = job.steps.some(({ outputs }) => outputs.length > 0);
  return (
    <>
      {made && (
        <FileButton
          kind="main"
          size="large"
          href={isOne ? saveUrl(made) : jobArchive(job.id)}
          download
          className="col-span-2"
        >
          <Download aria-hidden />
          {isOne
            ? made.type === "video"
              ? t("job.download")
              : t(`job.downloadAs.${made.type}`)
            : t("job.downloadAll", { n: job.outputs.length })}
        </FileButton>
      )}
      {made && isOne && (
        <UseIn kind="plain" file={made} name={t("job.result")} className={canCut ? "" : "col-span-2"} />
      )}
      {canCut && (
        <LinkButton href={`/jobs/${job.id}/cut`} size="small">
          <Scissors aria-hidden />
          {t("cut.link")}
        </LinkButton>
      )}
      {made && <CopyLink path={steadyUrl(made)} label={t("job.copyFile")} />}
      <CopyLink
        path={withBase(`/jobs/${job.id}`)}
        label={t("job.copyPage")}
        className={made || (hasFiles && isOne) ? "" : "col-span-2"}
      />
      {hasFiles && isOne && (
        <FileButton href={jobArchive(job.id)} download size="small" className={made ? "col-span-2" : ""}>
          <FolderDown aria-hidden />
          {t("job.archive")}
        </FileButton>
      )}
      {film && <StillLink jobId={job.id} />}
    </>
  );
}

function useTimeLine(job: LiveJob, now: number): string {
  const t = useTranslations("job");
  const { duration, ago } = useTimeWords();
  if (job.finishedAt)
    return t("lasted", { time: duration(secondsBetween(job.startedAt ?? job.createdAt, job.finishedAt)) });
  if (job.status === "queued" && job.queuePosition) return t("place", { n: job.queuePosition });
  if (job.steps.some((step) => isLate(step, now))) return t("late");
  if (job.estimatedWaitTime === null) return ago(job.createdAt, now);
  const left = job.estimatedWaitTime - Math.max(0, now - job.heardAt) / 1000;
  return left > 1 ? t("left", { wait: duration(left) }) : t("almost");
}
