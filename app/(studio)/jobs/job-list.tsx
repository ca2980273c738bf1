"use client";

import { ArrowUp, Clapperboard, ListChecks, RotateCcw, SearchX } from "lucide-react";
import { lazy, type ReactNode, Suspense } from "react";
import { useTranslations } from "use-intl";
import type { Model } from "@/lib/schemas/job";
import { useAddressFilter } from "../_data/address-filter";
import { problemWords } from "../_data/api-problem";
import type { LiveSummary } from "../_data/apply-event";
import { useModels } from "../_data/models";
import { Button } from "../_ui/button";
import { Lines } from "../_ui/lines";
import { LinkButton } from "../_ui/link-button";
import { useHeldBack } from "./_keep/held-back";
import { LoadMore } from "./_keep/load-more";
import { useSelection } from "./_keep/selection";
import { useFoundJobs } from "./found-jobs";
import { filterSearch, isFiltered, type JobFilter, readFilter } from "./job-filter";
import { JobFilters } from "./job-filters";
import { JobGrid, JobGridWaiting } from "./job-grid";

/** Loaded with the first selection. */
const BulkBar = lazy(() => import("./_keep/bulk-bar"));

/** All jobs of the key, filtered by the page's address. */
export function JobList() {
  const { filter, show, change } = useAddressFilter(readFilter, filterSearch);
  const models = useModels();
  return (
    <div className="flex flex-col gap-6">
      <JobFilters filter={filter} models={models} onChange={change} />
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
      <Shown key={filterSearch(filter)} jobs={shown} models={models} />
      {hasMore && (
        <div className="flex flex-col items-center gap-2">
          {older.problem !== null && (
            <p role="alert" className="text-sm font-medium text-bad">
              <Lines text={problemWords(older.problem, t)} />
            </p>
          )}
          <LoadMore
            label={t("jobs.older")}
            busy={older.busy}
            isStopped={older.problem !== null}
            onMore={() => void older.load()}
          />
        </div>
      )}
    </>
  );
}

/** The cards, of which some can be selected. */
function Shown({ jobs, models }: { jobs: LiveSummary[]; models: Model[] }) {
  const t = useTranslations("keep");
  const { shown, waiting, show } = useHeldBack(jobs);
  const selection = useSelection(shown);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape ends the selection wherever the focus is in the list
    <div
      className="flex flex-col gap-6"
      onKeyDown={(event) => {
        if (event.key === "Escape" && selection.isOn && !event.defaultPrevented) selection.clear();
      }}
    >
      {waiting > 0 && (
        <Button kind="main" onClick={show} className="sticky top-16 z-10 mx-auto shadow-lift">
          <ArrowUp aria-hidden />
          {t("newer", { n: waiting })}
        </Button>
      )}
      <JobGrid jobs={shown} models={models} selection={selection} />
      {selection.isOn ? (
        <Suspense>
          <BulkBar jobs={shown} selection={selection} />
        </Suspense>
      ) : (
        // With a mouse, the boxes of the cards are there as soon as it comes near.
        <span className="-mt-3 -ml-2.5 hidden pointer-coarse:block">
          <Button kind="quiet" size="small" onClick={selection.start}>
            <ListChecks aria-hidden />
            {t("selectSome")}
          </Button>
        </span>
      )}
    </div>
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
