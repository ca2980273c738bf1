"use client";

import { Clapperboard, LoaderCircle, RotateCcw, SearchX } from "lucide-react";
import { useSearchParams } from "next/navigation";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import type { Model } from "@/lib/schemas/job";
import { problemWords } from "../_data/api-problem";
import { useModels } from "../_data/models";
import { Button } from "../_ui/button";
import { Lines } from "../_ui/lines";
import { LinkButton } from "../_ui/link-button";
import { useFoundJobs } from "./found-jobs";
import { filterSearch, isFiltered, type JobFilter, readFilter } from "./job-filter";
import { JobFilters } from "./job-filters";
import { JobGrid, JobGridWaiting } from "./job-grid";

/** All jobs of the key, filtered by the page's address. */
export function JobList() {
  const filter = readFilter(useSearchParams());
  const models = useModels();
  const show = (next: JobFilter) => {
    const search = filterSearch(next);
    window.history.replaceState(null, "", search ? `?${search}` : location.pathname);
  };
  return (
    <div className="flex flex-col gap-6">
      <JobFilters filter={filter} models={models} onChange={show} />
      <Found filter={filter} onClear={() => show({})} models={models} />
    </div>
  );
}

type FoundProps = { filter: JobFilter; onClear: () => void; models: Model[] };

function Found({ filter, onClear, models }: FoundProps) {
  const t = useTranslations();
  const { shown, connected, again, older, asking, hasMore, problem } = useFoundJobs(filter);

  if (problem)
    return (
      <div
        role="alert"
        className="flex flex-wrap items-center justify-between gap-3 rounded-xl bg-bad-wash px-4 py-3 font-medium text-bad"
      >
        <p>
          <Lines text={problemWords(problem, t)} />
        </p>
        <Button onClick={again}>
          <RotateCcw aria-hidden />
          {t("broken.again")}
        </Button>
      </div>
    );
  if (!shown || (shown.length === 0 && asking)) return <JobGridWaiting />;
  if (shown.length === 0 && !isFiltered(filter))
    return (
      <Empty icon={<Clapperboard />} title={t("jobs.empty")} text={t("jobs.emptyText")}>
        <LinkButton kind="main" href="/">
          {t("jobs.first")}
        </LinkButton>
      </Empty>
    );
  if (shown.length === 0)
    return (
      <Empty icon={<SearchX />} title={t("jobs.none")} text={t("jobs.noneText")}>
        <Button onClick={onClear}>{t("jobs.clear")}</Button>
      </Empty>
    );
  return (
    <>
      <p role="status" className={connected ? "sr-only" : "text-sm text-soft"}>
        {connected ? isFiltered(filter) && t("jobs.found", { n: shown.length }) : t("jobs.reconnecting")}
      </p>
      <JobGrid jobs={shown} models={models} />
      {hasMore && (
        <div className="flex flex-col items-center gap-2">
          {older.problem !== null && (
            <p role="alert" className="text-sm font-medium text-bad">
              <Lines text={problemWords(older.problem, t)} />
            </p>
          )}
          <Button onClick={older.load} disabled={older.busy}>
            {older.busy && <LoaderCircle aria-hidden className="animate-spin" />}
            {t("jobs.older")}
          </Button>
        </div>
      )}
    </>
  );
}

function Empty({ icon, title, text, children }: { icon: ReactNode; title: string; text: string; children: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-4 rounded-3xl border border-dashed border-edge/60 px-6 py-20 text-center">
      <span aria-hidden className="text-accent [&_svg]:size-10 [&_svg]:stroke-[1.5]">
        {icon}
      </span>
      <h2 className="text-xl font-semibold">{title}</h2>
      <p className="text-soft">{text}</p>
      {children}
    </div>
  );
}
