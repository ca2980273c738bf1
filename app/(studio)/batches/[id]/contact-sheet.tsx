"use client";

import Link from "next/link";
import { useTranslations } from "use-intl";
import type { BatchWithSummaries } from "@/lib/schemas/batch";
import type { JobSummary } from "@/lib/schemas/job-summary";
import { useModels } from "../../_data/models";
import { ownWords } from "../../_i18n/job-text";
import { Lines } from "../../_ui/lines";
import { ProgressBar } from "../../_ui/progress-bar";
import { StatusBadge } from "../../_ui/status-badge";
import { jobLooks } from "../../_ui/status-style";
import { langOf } from "../../_ui/text-language";
import { jobTitle } from "../../jobs/job-picture";
import { JobPoster } from "../../jobs/job-poster";

/** The jobs of a batch as small pictures, in the order of its rows. */
export function ContactSheet({ batch }: { batch: BatchWithSummaries }) {
  return (
    <ul className="grid grid-cols-2 gap-x-3 gap-y-5 sm:grid-cols-3 sm:gap-x-4 md:grid-cols-4 lg:grid-cols-5 xl:grid-cols-6">
      {batch.items.data.map(({ row, job }) => (
        <li key={job.id} className="min-w-0">
          <Cell row={row} job={job} />
        </li>
      ))}
    </ul>
  );
}

function Cell({ row, job }: { row: number; job: JobSummary }) {
  const t = useTranslations();
  const models = useModels();
  const { tone, ended } = jobLooks[job.status];
  const title = jobTitle(
    job,
    models.find(({ id }) => id === job.model),
  );
  const state = t(`status.job.${job.status}`);
  return (
    <Link href={`/jobs/${job.id}`} className="group flex flex-col gap-2 rounded-xl">
      <span className="relative block aspect-4/3 overflow-hidden rounded-xl bg-sunken ring-1 ring-line transition group-hover:ring-2 group-hover:ring-edge">
        <JobPoster job={job} className={job.status === "completed" ? "" : "opacity-35"} />
        {job.status === "completed" ? (
          <span className="sr-only">{state}</span>
        ) : (
          <StatusBadge tone={tone} label={state} className="absolute top-1.5 left-1.5 max-w-[calc(100%-0.75rem)]" />
        )}
        {!ended && job.status !== "queued" && (
          <span className="absolute inset-x-2 bottom-2 block">
            <ProgressBar value={job.progress.value} label={t("job.progress")} />
          </span>
        )}
      </span>
      <span className="flex gap-2 px-0.5 text-sm">
        <span className="text-faint tabular-nums">{row}</span>
        <span lang={langOf(title)} className="truncate">
          {title}
        </span>
      </span>
      {job.error && (
        <span className="line-clamp-2 px-0.5 text-xs text-bad">
          <Lines text={ownWords(job.error.message, job.error.service)} />
        </span>
      )}
    </Link>
  );
}
