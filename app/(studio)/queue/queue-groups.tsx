"use client";

import { X } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { listJobs } from "../_data/api";
import type { LiveSummary } from "../_data/apply-event";
import { useLiveJobs } from "../_data/live-jobs";
import { useModel } from "../_data/models";
import { jobLooks } from "../_ui/status-style";
import { useKeep } from "../jobs/_keep/use-keep";
import { CancelDialog } from "../jobs/cancel-dialog";
import { needsPerson } from "../jobs/job-filter";
import { jobTitle } from "../jobs/job-picture";
import { PrioritySelect } from "./priority-select";
import QueueRow from "./queue-row";

/** The most jobs that the panel shows of those that wait for a person: the list has all of them. */
const mostNeedy = 20;

type Props = { onOpen: () => void };

/** The jobs that need a person, that run and that wait, each with what can be done about it. */
export default function QueueGroups({ onOpen }: Props) {
  const t = useTranslations("keep");
  const { jobs, know } = useLiveJobs();
  const [found, setFound] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    listJobs({ needsYou: "true", limit: mostNeedy }).then(
      ({ data }) => {
        know(data);
        setFound(new Set(data.map(({ id }) => id)));
      },
      () => {}, // the newest jobs are known all the same
    );
  }, [know]);
  const all = jobs ?? [];
  const needy = all.filter((job) => needsPerson(job) || (job.status === "running" && found.has(job.id)));
  const others = all.filter((job) => !jobLooks[job.status].ended && !needy.includes(job));
  const waiting = others.filter(({ status }) => status === "queued").toReversed();
  const running = others.filter(({ status }) => status !== "queued");
  const group = (title: string, some: LiveSummary[]) =>
    some.length > 0 && (
      <section aria-label={title} className="flex flex-col">
        <h3 className="flex items-baseline gap-2 pb-1 text-xs font-semibold text-faint">
          {title} <span className="font-normal tabular-nums">{some.length}</span>
        </h3>
        <ul className="-mx-3 flex flex-col">
          {some.map((job) => (
            <li key={job.id} className="flex items-center gap-1 pr-1">
              <div className="min-w-0 flex-1">
                <QueueRow job={job} onOpen={onOpen} />
              </div>
              <Actions job={job} onProblem={setProblem} />
            </li>
          ))}
        </ul>
      </section>
    );
  return (
    <div className="flex flex-col gap-5">
      {problem && (
        <p role="alert" className="rounded-xl bg-bad-wash px-4 py-2.5 text-sm text-bad">
          {problem}
        </p>
      )}
      {group(t("needsYou"), needy.slice(0, mostNeedy))}
      {group(t("running"), running)}
      {group(t("waiting"), waiting)}
      {waiting.length > 0 && <p className="text-xs text-pretty text-faint">{t("priorityText")}</p>}
    </div>
  );
}

function Actions({ job, onProblem }: { job: LiveSummary; onProblem: (sentence: string | null) => void }) {
  const t = useTranslations("keep");
  const { change } = useKeep();
  const { refresh } = useLiveJobs();
  const title = jobTitle(job, useModel(job.model)).slice(0, 80);
  if (jobLooks[job.status].ended || job.status === "cancelling") return null;
  return (
    <>
      {job.status === "queued" && (
        <PrioritySelect
          label={t("priorityOf", { title })}
          value={job.priority}
          onChange={async (priority) => onProblem(await change(job.id, { priority }))}
        />
      )}
      <CancelDialog job={job} onCancelled={() => refresh(job.id)} onProblem={onProblem}>
        <button
          type="button"
          aria-label={t("cancelOf", { title })}
          className="grid size-9 shrink-0 place-items-center rounded-lg text-faint hover:bg-sunken hover:text-ink"
        >
          <X aria-hidden className="size-4" />
        </button>
      </CancelDialog>
    </>
  );
}
