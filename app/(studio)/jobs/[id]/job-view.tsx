"use client";

import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { notFound } from "next/navigation";
import { lazy, Suspense } from "react";
import { useTranslations } from "use-intl";
import { useLiveJob } from "../../live-job";
import { useModels } from "../../models";
import { StepNames, useStepNames } from "../../step-names";
import { langOf } from "../../ui/text-language";
import { jobTitle } from "../job-picture";
import { Board } from "./board";
import { Facts } from "./facts";
import { Given } from "./given";
import { JobWaiting } from "./job-waiting";
import { Stage } from "./stage";
import { storyboard } from "./storyboard";
import { Timeline } from "./timeline";

/** Rare, so it comes when it is needed. */
const ReviewBar = lazy(() => import("./review-bar"));
/** Only jobs that have a webhook have any. */
const Deliveries = lazy(() => import("./deliveries"));

/** One job, live: the film (or what there is of it) on top, how far it is beside, its steps below. */
export function JobView({ id }: { id: string }) {
  const t = useTranslations("job");
  const { job, heardAt, problem, connected, takeAnswer, refresh, goOn } = useLiveJob(id);
  const { models } = useModels();
  const nameOf = useStepNames(job?.model ?? "");
  if (problem) notFound();
  if (!job) return <JobWaiting />;

  const model = models?.find((one) => one.id === job.model);
  const title = jobTitle(job, model);
  return (
    <StepNames value={nameOf}>
      <article className="flex flex-col gap-8 max-sm:pb-40">
        <header className="relative z-10 flex flex-col gap-2">
          <Link href="/jobs" className="flex w-fit items-center gap-1.5 rounded-sm text-sm text-soft hover:text-ink">
            <ArrowLeft aria-hidden className="size-4" />
            {t("back")}
          </Link>
          <h1
            lang={langOf(title)}
            title={title}
            className="line-clamp-2 max-w-5xl pb-1 text-2xl font-semibold tracking-tight text-balance"
          >
            {title}
          </h1>
        </header>
        <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem] xl:gap-8">
          <Stage job={job} onBroken={refresh} onRetried={goOn} />
          <aside className="flex min-w-0 flex-col gap-6 rounded-3xl bg-raised p-5 shadow-lift ring-1 ring-line sm:p-6">
            <Facts job={job} heardAt={heardAt} model={model} connected={connected} onCancelled={takeAnswer} />
            <Given job={job} model={model} />
          </aside>
        </div>
        <Board sections={storyboard(job, model, nameOf)} job={job} onResolved={takeAnswer} onStarted={goOn} />
        {job.status === "awaiting_review" && (
          <Suspense>
            <ReviewBar job={job} onApproved={goOn} />
          </Suspense>
        )}
        <Timeline job={job} />
        {job.webhookUrl && (
          <Suspense>
            <Deliveries job={job} />
          </Suspense>
        )}
      </article>
    </StepNames>
  );
}
