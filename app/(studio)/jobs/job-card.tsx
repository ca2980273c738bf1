"use client";

import { Check, Star } from "lucide-react";
import Link from "next/link";
import { lazy, Suspense, useState } from "react";
import { useTranslations } from "use-intl";
import type { Model } from "@/lib/schemas/job";
import type { LiveSummary } from "../_data/apply-event";
import { clock, useTimeWords } from "../_i18n/format-time";
import { JobProgress } from "../_ui/job-progress";
import { StatusBadge } from "../_ui/status-badge";
import { jobLooks } from "../_ui/status-style";
import { langOf } from "../_ui/text-language";
import { JobMenu } from "./_keep/job-menu";
import type { Selection } from "./_keep/selection";
import { JobActions } from "./job-actions";
import { jobTitle } from "./job-picture";
import { JobPoster } from "./job-poster";

const TitleForm = lazy(() => import("./_keep/title-form"));

type Props = {
  job: LiveSummary;
  model: Model | undefined;
  now: number;
  selection?: Selection;
  onChanged: () => void;
};

/** A job in a list: its picture, state and title; its actions appear on hover or focus. */
export function JobCard({ job, model, now, selection, onChanged }: Props) {
  const t = useTranslations();
  const { ago } = useTimeWords();
  const { tone, ended } = jobLooks[job.status];
  const title = jobTitle(job, model);
  const { duration: length } = job;
  const [isRenaming, setRenaming] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const isSelected = selection?.ids.has(job.id) ?? false;
  return (
    <article data-row className="group relative">
      <Link href={`/jobs/${job.id}`} className="flex flex-col gap-2.5 rounded-2xl">
        <span
          className={`relative block aspect-4/3 overflow-hidden rounded-2xl bg-sunken ${isSelected ? "ring-3 ring-accent" : "ring-1 ring-line"}`}
        >
          <JobPoster
            job={job}
            className="transition duration-500 motion-reduce:transition-none group-hover:scale-[1.03]"
          />
          <StatusBadge
            tone={tone}
            label={t(`status.job.${job.status}`)}
            className="absolute bottom-2 left-2 max-w-[calc(100%-1rem)] shadow-sm"
          />
          {length && (
            <span className="absolute right-2 bottom-2 rounded-md bg-black/75 px-1.5 text-xs font-medium text-white tabular-nums">
              {clock(length)}
            </span>
          )}
          {!ended && <JobProgress job={job} className="absolute inset-x-0 bottom-0 h-1 rounded-none" />}
        </span>
        <span className="flex min-w-0 flex-col pr-9 pl-0.5">
          <span className="flex items-center gap-1.5">
            {job.starred && (
              <Star role="img" aria-label={t("keep.starred")} className="size-3.5 shrink-0 fill-accent text-accent" />
            )}
            <span lang={langOf(title)} className="truncate font-medium group-hover:underline underline-offset-4">
              {title}
            </span>
          </span>
          <span className="flex gap-1.5 text-sm text-faint">
            <span dir="auto" className="hidden truncate sm:inline">
              {job.project ?? model?.title ?? job.model}
            </span>
            <span aria-hidden className="hidden sm:inline">
              ·
            </span>
            <span className="shrink-0">{ago(job.createdAt, now)}</span>
          </span>
        </span>
      </Link>
      {isRenaming ? (
        <Suspense>
          <div className="absolute inset-x-0 bottom-1">
            <TitleForm
              id={job.id}
              title={title}
              onDone={(problem) => {
                setRenaming(false);
                setProblem(problem);
              }}
            />
          </div>
        </Suspense>
      ) : (
        <JobMenu
          job={job}
          className="absolute right-0 bottom-1"
          onRename={() => setRenaming(true)}
          onProblem={setProblem}
        />
      )}
      {selection && <SelectBox title={title} isSelected={isSelected} selection={selection} id={job.id} />}
      <JobActions job={job} onChanged={onChanged} />
      {problem && (
        <p role="alert" className="mt-1 text-sm text-bad">
          {problem}
        </p>
      )}
    </article>
  );
}

type BoxProps = { id: string; title: string; isSelected: boolean; selection: Selection };

/** Visible on hover and focus, and on all cards once one is selected. */
function SelectBox({ id, title, isSelected, selection }: BoxProps) {
  const t = useTranslations("keep");
  return (
    // biome-ignore lint/a11y/useSemanticElements: a click with Shift selects a range, which an input does not report
    <button
      type="button"
      role="checkbox"
      aria-checked={isSelected}
      aria-label={t("select", { title: title.slice(0, 80) })}
      aria-keyshortcuts="x"
      onClick={(event) => selection.toggle(id, event.shiftKey)}
      className={`absolute top-2 left-2 grid size-9 place-items-center rounded-lg bg-black/70 text-white backdrop-blur transition-opacity hover:bg-black/85 focus-visible:opacity-100 group-focus-within:opacity-100 group-hover:opacity-100 ${selection.isOn ? "" : "opacity-0 pointer-coarse:hidden"}`}
    >
      <span
        className={`grid size-4.5 place-items-center rounded border-2 ${isSelected ? "border-accent bg-accent text-on-accent" : "border-white"}`}
      >
        {isSelected && <Check aria-hidden className="size-3.5" strokeWidth={3} />}
      </span>
    </button>
  );
}
