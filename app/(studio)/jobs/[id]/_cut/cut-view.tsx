"use client";

import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "use-intl";
import type { LiveJob } from "@/app/(studio)/_data/apply-event";
import { useModel } from "@/app/(studio)/_data/models";
import { useLiveJob } from "@/app/(studio)/_data/use-live-job";
import { StepNames, useStepNames } from "@/app/(studio)/_i18n/step-names";
import { Lines } from "@/app/(studio)/_ui/lines";
import { SavedByJob } from "@/app/(studio)/_ui/saved-by-job";
import { langOf } from "@/app/(studio)/_ui/text-language";
import { jobTitle } from "@/app/(studio)/jobs/job-picture";
import { CutEditor } from "./cut-editor";
import { useCut } from "./use-cut";

/** The page of a film's cut, live: `first` is the job when the server rendered the page. */
export function CutView({ first }: { first: LiveJob }) {
  const t = useTranslations("cut");
  const { job, renew } = useLiveJob(first);
  const title = jobTitle(job, useModel(job.model));
  const { editing, missing } = useCut(job, renew);
  const heading = (
    <header className="flex min-w-0 flex-col gap-0.5 max-lg:w-full lg:max-w-[40%]">
      <Link
        href={`/jobs/${job.id}`}
        className="flex w-fit items-center gap-1.5 rounded-sm text-sm text-soft hover:text-ink"
      >
        <ArrowLeft aria-hidden className="size-4" />
        {t("back")}
      </Link>
      <h1 title={title} className="flex min-w-0 items-baseline gap-2 text-xl font-semibold tracking-tight">
        {t("title")}
        <span lang={langOf(title)} className="min-w-0 truncate text-base font-normal text-soft">
          {title}
        </span>
      </h1>
    </header>
  );
  return (
    <StepNames value={useStepNames(job.model)}>
      <SavedByJob value={title}>
        <article className="flex flex-col gap-3">
          {editing ? (
            <CutEditor job={job} editing={editing} onChanged={renew} heading={heading} />
          ) : (
            <>
              {heading}
              {missing ? (
                <p role="alert" className="max-w-prose rounded-2xl bg-raised p-5 text-soft ring-1 ring-line">
                  <Lines text={missing} />
                </p>
              ) : (
                <div aria-hidden className="shimmer h-[70dvh] rounded-3xl" />
              )}
            </>
          )}
        </article>
      </SavedByJob>
    </StepNames>
  );
}
