"use client";

import { Download, Plus } from "lucide-react";
import type { Job } from "@/lib/job";
import { useNow } from "../../now";
import { jobWords } from "../../status-words";
import { downloadUrl } from "../../steady-url";
import { ago, duration, secondsBetween } from "../../time-words";
import { FileButton, LinkButton } from "../../ui/button";
import { ProgressBar } from "../../ui/progress-bar";
import { StatusBadge } from "../../ui/status-badge";
import { words } from "../../words";
import { filmOf } from "../job-picture";
import { CancelButton } from "./cancel-button";
import { CopyLink } from "./copy-link";
import { RetryButton } from "./retry-button";

type Props = {
  job: Job;
  heardAt: number;
  modelTitle: string | undefined;
  connected: boolean;
  onCancelled: (job: Job) => void;
  onRetried: (job: Job) => void;
};

/** How far the job is, and what can be done with it now. */
export function Facts({ job, heardAt, modelTitle, connected, onCancelled, onRetried }: Props) {
  const { label, tone, ended } = jobWords[job.status];
  const { progress } = job;
  const made = filmOf(job) ?? job.outputs.at(-1);
  const now = useNow(1000, !ended);
  return (
    <div className="flex flex-col gap-4">
      <div className="flex items-center justify-between gap-3">
        <StatusBadge tone={tone} label={label} />
        <span className="truncate text-sm text-faint">{modelTitle ?? job.model}</span>
      </div>
      <div className="flex flex-col gap-2">
        <p aria-live="polite" className="line-clamp-2 h-12 font-medium text-pretty first-letter:uppercase">
          {job.error ? words.job.failed : progress.message || label}
        </p>
        <ProgressBar value={progress.value} label={words.job.progress} />
        <div className="flex justify-between gap-3 text-sm text-soft tabular-nums">
          <span>{words.job.stepsDone(progress.stepsDone, progress.stepsTotal)}</span>
          <span>{timeLine(job, heardAt, now)}</span>
        </div>
        {!connected && !ended && <p className="text-sm text-bad">{words.jobs.reconnecting}</p>}
      </div>
      <div className="grid grid-cols-2 gap-2">
        {made && ended && (
          <>
            <FileButton kind="main" href={downloadUrl(made)} download className="col-span-2 min-h-12 text-base">
              <Download aria-hidden />
              {made.type === "video" ? words.job.download : words.job.downloadAs(made.type)}
            </FileButton>
            <CopyLink url={made.url} />
          </>
        )}
        {["failed", "cancelled"].includes(job.status) && <RetryButton id={job.id} onRetried={onRetried} />}
        {ended ? (
          <LinkButton href="/" kind={made ? "plain" : "quiet"} className={made ? "" : "col-span-2"}>
            <Plus aria-hidden />
            {words.job.another}
          </LinkButton>
        ) : (
          <CancelButton id={job.id} waiting={job.status === "cancelling"} onCancelled={onCancelled} />
        )}
      </div>
    </div>
  );
}

function timeLine(job: Job, heardAt: number, now: number): string {
  if (job.finishedAt) return words.job.lasted(duration(secondsBetween(job.startedAt ?? job.createdAt, job.finishedAt)));
  if (job.status === "queued" && job.queuePosition) return words.job.place(job.queuePosition);
  if (job.estimatedWaitTime === null) return ago(job.createdAt, now);
  const left = job.estimatedWaitTime - Math.max(0, now - heardAt) / 1000;
  return left > 1 ? words.job.left(duration(left)) : words.job.almost;
}
