import Link from "next/link";
import { useTranslations } from "use-intl";
import type { LiveSummary } from "../_data/apply-event";
import { useModel } from "../_data/models";
import { useTimeWords } from "../_i18n/format-time";
import { JobProgress } from "../_ui/job-progress";
import { jobLooks } from "../_ui/status-style";
import { langOf } from "../_ui/text-language";
import { jobTitle } from "../jobs/job-picture";
import { JobPoster } from "../jobs/job-poster";

type Props = { job: LiveSummary; onOpen: () => void };

/** A running job in one line: picture, prompt, current step, progress. */
export default function QueueRow({ job, onOpen }: Props) {
  const t = useTranslations();
  const { duration } = useTimeWords();
  const title = jobTitle(job, useModel(job.model));
  const wait = job.estimatedWaitTime;
  return (
    <Link href={`/jobs/${job.id}`} onClick={onOpen} className="flex items-center gap-3 rounded-xl p-2 hover:bg-sunken">
      <span className="size-12 shrink-0 overflow-hidden rounded-lg bg-sunken ring-1 ring-line">
        <JobPoster job={job} />
      </span>
      <span className="flex min-w-0 flex-1 flex-col gap-1">
        <span lang={langOf(title)} className="truncate text-sm font-medium">
          {title}
        </span>
        {!jobLooks[job.status].ended && <JobProgress job={job} className="h-1" />}
        <span className="flex justify-between gap-3 text-xs text-faint tabular-nums">
          <span className="truncate">{t(`status.job.${job.status}`)}</span>
          {wait !== null && wait > 1 && <span className="shrink-0">{t("job.left", { wait: duration(wait) })}</span>}
        </span>
      </span>
    </Link>
  );
}
