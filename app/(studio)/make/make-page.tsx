"use client";

import Link from "next/link";
import { useTranslations } from "use-intl";
import { problemWords } from "../_data/api-problem";
import { useLiveJobs } from "../_data/live-jobs";
import { useModels } from "../_data/models";
import { JobGrid, JobGridWaiting } from "../jobs/job-grid";
import { useSource } from "./job-source";
import { Maker } from "./maker";

const shownJobs = 8;

export function MakePage({ samples }: { samples: Record<string, string> }) {
  const t = useTranslations();
  const models = useModels();
  const { jobs } = useLiveJobs();
  const source = useSource();

  return (
    <>
      {source.ready ? (
        <Maker
          key={source.job?.id ?? "new"}
          models={models}
          samples={samples}
          source={source.job}
          problem={source.problem ? problemWords(source.problem, t) : null}
        />
      ) : (
        <MakerWaiting />
      )}
      {jobs?.length !== 0 && (
        <section aria-labelledby="recent" className="flex flex-col gap-4">
          <div className="flex items-baseline justify-between">
            <h2 id="recent" className="text-xl font-semibold tracking-tight">
              {t("make.recent")}
            </h2>
            <Link href="/jobs" className="rounded-sm text-sm text-soft underline underline-offset-4 hover:text-ink">
              {t("make.all")}
            </Link>
          </div>
          {jobs ? <JobGrid jobs={jobs.slice(0, shownJobs)} models={models} /> : <JobGridWaiting />}
        </section>
      )}
    </>
  );
}

/** A placeholder as tall as the form, so that the page does not move. */
function MakerWaiting() {
  return (
    <div aria-busy className="min-h-[42rem] rounded-3xl bg-raised p-5 shadow-lift ring-1 ring-line sm:p-7">
      <div className="flex flex-col gap-6">
        <div className="shimmer h-44 rounded-xl" />
        <div className="grid gap-6 lg:grid-cols-2">
          <div className="shimmer aspect-4/3 max-h-96 rounded-2xl" />
          <div className="shimmer h-40 rounded-2xl" />
        </div>
      </div>
    </div>
  );
}
