"use client";

import Link from "next/link";
import { useMemo, useSyncExternalStore } from "react";
import { useTranslations } from "use-intl";
import { problemWords } from "../_data/api-problem";
import { useLiveJobs } from "../_data/live-jobs";
import { useModels } from "../_data/models";
import { JobGrid, JobGridWaiting } from "../jobs/job-grid";
import { readChosen } from "./draft";
import { useSource } from "./job-source";
import { Maker } from "./maker";
import type { Samples } from "./samples";

const shownJobs = 8;

type Props = { samples: Samples; owner: string };

export function MakePage({ samples, owner }: Props) {
  const t = useTranslations();
  const models = useModels();
  const { jobs } = useLiveJobs();
  const source = useSource();
  const from = source.job?.id ?? null;
  // The server knows no drafts: where this tab has some, the form is made again with them before it is seen.
  const isBrowser = useSyncExternalStore(
    () => () => {},
    () => true,
    () => false,
  );
  const place = useMemo(() => (isBrowser ? { owner, from } : null), [isBrowser, owner, from]);
  const wasHere = useMemo(() => readChosen(place) !== undefined, [place]);

  return (
    <>
      {source.ready ? (
        <Maker
          key={`${from} ${wasHere}`}
          models={models}
          samples={samples}
          source={source.job}
          place={place}
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
  const t = useTranslations("make");
  return (
    <>
      <h1 className="text-2xl font-semibold tracking-tight">{t("opening")}</h1>
      <div aria-busy className="min-h-[36rem] rounded-3xl bg-raised p-5 shadow-lift ring-1 ring-line sm:p-6">
        <div className="grid gap-6 lg:grid-cols-2">
          <div className="shimmer aspect-4/3 max-h-96 rounded-2xl" />
          <div className="shimmer h-40 rounded-2xl" />
        </div>
      </div>
    </>
  );
}
