"use client";

import Link from "next/link";
import { useTranslations } from "use-intl";
import type { Model } from "@/lib/schemas/job";
import type { LiveSummary } from "../_data/apply-event";
import { clock, useTimeWords } from "../_i18n/format-time";
import { JobProgress } from "../_ui/job-progress";
import { StatusBadge } from "../_ui/status-badge";
import { jobLooks } from "../_ui/status-style";
import { langOf } from "../_ui/text-language";
import { JobActions } from "./job-actions";
import { jobTitle } from "./job-picture";
import { JobPoster } from "./job-poster";

type Props = { job: LiveSummary; model: Model | undefined; now: number; onChanged: () => void };

/** A job in a list: its picture, state and prompt; its actions appear on hover or focus. */
export function JobCard({ job, model, now, onChanged }: Props) {
  const t = useTranslations();
  const { ago } = useTimeWords();
  const { tone, ended } = jobLooks[job.status];
  const title = jobTitle(job, model);
  const { duration: length } = job;
  return (
    <article data-row className="group relative">
      <Link href={`/jobs/${job.id}`} className="flex flex-col gap-2.5 rounded-2xl">
        <span className="relative block aspect-4/3 overflow-hidden rounded-2xl bg-sunken ring-1 ring-line">
          <JobPoster
            job={job}
            className="transition duration-500 motion-reduce:transition-none group-hover:scale-[1.03]"
          />
          <StatusBadge
            tone={tone}
            label={t(`status.job.${job.status}`)}
            className="absolute top-2 left-2 max-w-[calc(100%-1rem)] shadow-sm"
          />
          {length && (
            <span className="absolute right-2 bottom-2 rounded-md bg-black/75 px-1.5 text-xs font-medium text-white tabular-nums">
              {clock(length)}
            </span>
          )}
          {!ended && <JobProgress job={job} className="absolute inset-x-0 bottom-0 h-1 rounded-none" />}
        </span>
        <span className="flex min-w-0 flex-col px-0.5">
          <span lang={langOf(title)} className="truncate font-medium group-hover:underline underline-offset-4">
            {title}
          </span>
          <span className="flex gap-1.5 text-sm text-faint">
            <span className="hidden truncate sm:inline">{model?.title ?? job.model}</span>
            <span aria-hidden className="hidden sm:inline">
              ·
            </span>
            <span className="shrink-0">{ago(job.createdAt, now)}</span>
          </span>
        </span>
      </Link>
      <JobActions job={job} onChanged={onChanged} />
    </article>
  );
}
