"use client";

import { ArrowLeft, Film } from "lucide-react";
import Link from "next/link";
import { lazy, memo, Suspense, useCallback, useState } from "react";
import { useTranslations } from "use-intl";
import type { LiveJob } from "@/app/(studio)/_data/apply-event";
import { useModel } from "@/app/(studio)/_data/models";
import { useLiveJob } from "@/app/(studio)/_data/use-live-job";
import { StepNames, useStepNames } from "@/app/(studio)/_i18n/step-names";
import { SavedByJob } from "@/app/(studio)/_ui/saved-by-job";
import { jobLooks } from "@/app/(studio)/_ui/status-style";
import { JobHeading } from "@/app/(studio)/jobs/_keep/job-heading";
import { jobTitle } from "@/app/(studio)/jobs/job-picture";
import { Board } from "../_board/board";
import { Timeline } from "../_board/timeline";
import { candidatesOf } from "../_choice/candidates";
import { Filmstrip } from "../_stage/filmstrip";
import { isPainted, scenesOf } from "../_stage/scenes";
import { hasResult, Stage } from "../_stage/stage";
import { stageFiles } from "../_stage/stage-files";
import { hasStory, isAtReview, writtenStep } from "../_story/story-steps";
import { useOnce } from "../_story/use-once";
import { Facts, focusFacts } from "./facts";
import { Fold } from "./fold";
import type { Folds } from "./folds";
import { Given } from "./given";
import { storyboard } from "./storyboard";

/** Loaded on demand, because they are rare. */
const EndBanner = lazy(() => import("../_stage/end-banner"));
const ResultWarnings = lazy(() => import("../_stage/result-warnings"));
const Log = lazy(() => import("../_board/log"));
const OutOfDateBar = lazy(() => import("./out-of-date-bar"));
const ReviewBar = lazy(() => import("./review-bar"));
const ResultFiles = lazy(() => import("../_stage/result-files"));
const Choice = lazy(() => import("../_choice/choice"));
const StoryPanel = lazy(() => import("../_story/story-panel"));
const SceneCards = lazy(() => import("../_story/scene-cards"));
/** Only jobs with a webhook or notifications have deliveries. */
const Deliveries = lazy(() => import("@/app/(studio)/_ui/deliveries"));

/** One job, live: `first` is its state when the server rendered the page. */
export function JobView({ first, folds }: { first: LiveJob; folds: Folds }) {
  const { job, connected, renew } = useLiveJob(first);
  /** After an action its button may be gone, so the focus moves to the sentence about the job's state. */
  const done = useCallback(() => {
    renew();
    focusFacts();
  }, [renew]);
  return (
    <SavedByJob value={jobTitle(job, useModel(job.model))}>
      <JobPage job={job} folds={folds} connected={connected} onRenew={renew} onDone={done} />
    </SavedByJob>
  );
}

type Props = { job: LiveJob; folds: Folds; connected: boolean; onRenew: () => Promise<void>; onDone: () => void };

/**
 * The film on top, while it is made its shots side by side, the progress beside it, the steps folded away below. Events
 * of other jobs do not render it again.
 */
const JobPage = memo(function JobPage({ job, folds, connected, onRenew, onDone }: Props) {
  const t = useTranslations("job");
  const say = useTranslations("watch");
  const model = useModel(job.model);
  const nameOf = useStepNames(job.model);
  const title = jobTitle(job, model);
  /** The end (its time) whose banner was dismissed. */
  const [put, putAway] = useState<string | null>(null);
  /** The steps whose text was changed and not saved. */
  const [unsaved, setUnsaved] = useState<readonly string[]>([]);
  const noteUnsaved = useCallback(
    (step: string, isUnsaved: boolean) =>
      setUnsaved((steps) => [...steps.filter((one) => one !== step), ...(isUnsaved ? [step] : [])]),
    [],
  );
  const [isWatched] = useState(!jobLooks[job.status].ended && job.status !== "awaiting_review");
  const onStage = stageFiles(job, model);
  const beside = job.outputs.filter((output) => !onStage.includes(output));
  const sections = storyboard(job, model, nameOf);
  const scenes = scenesOf(sections, job.status);
  const isStrip = scenes.length > 0 && !hasResult(job);
  const isReview = job.status === "awaiting_review";
  // A story is edited further down, and its review belongs after it.
  const isReviewAbove = isReview && isStrip && !hasStory(model);
  const written = model?.scenes ?? null;
  const hasCards = useOnce(written !== null && writtenStep(job, written.step) !== null);
  // The cards are the stage from the review of the scenes until something is painted, also while a change is saved.
  const isReviewed = useOnce(written !== null && isAtReview(job, written.step));
  const areCardsAbove = isStrip && hasCards && isReviewed && !isPainted(scenes);
  const cards = written && hasCards && (
    <Suspense fallback={<div className="shimmer h-96 rounded-3xl" />}>
      <SceneCards job={job} scenes={written} pictures={scenes} onSaved={onRenew} onUnsaved={noteUnsaved} />
    </Suspense>
  );
  const review = (
    <Suspense>
      <ReviewBar job={job} isUnsaved={unsaved.length > 0} onDone={onDone} />
    </Suspense>
  );
  const choices = isReview ? candidatesOf(job) : [];
  const chosen = choices.map((choice) => (
    <Suspense key={choice.step.key}>
      <Choice job={job} {...choice} onDone={onDone} />
    </Suspense>
  ));
  const isOver = (job.status === "failed" || job.status === "cancelled") && put !== job.finishedAt;
  return (
    <StepNames value={nameOf}>
      <article className="flex flex-col gap-8">
        <header className="relative z-10 flex flex-col gap-2">
          <Link href="/jobs" className="flex w-fit items-center gap-1.5 rounded-sm text-sm text-soft hover:text-ink">
            <ArrowLeft aria-hidden className="size-4" />
            {t("back")}
          </Link>
          <JobHeading job={job} title={title} onChanged={onRenew} />
        </header>
        <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem] xl:gap-8">
          <div className="flex min-w-0 flex-col gap-4">
            {isStrip ? (
              <>
                {areCardsAbove ? cards : <Filmstrip scenes={scenes} job={job} onDone={onDone} />}
                {(isReviewAbove || !isReview) && (
                  // Watched from the start it is as high as the end of the job, so that nothing moves; below the cards the
                  // review stays in view.
                  <div className={areCardsAbove && isReview ? "contents" : isWatched ? "min-h-56 sm:min-h-28" : ""}>
                    {isReviewAbove ? (
                      review
                    ) : isOver ? (
                      <Suspense>
                        <EndBanner job={job} onDone={onDone} />
                      </Suspense>
                    ) : (
                      <p className="flex min-h-[inherit] items-center justify-center gap-3 rounded-2xl border border-dashed border-edge/50 px-6 py-4 text-sm text-pretty text-soft">
                        <Film aria-hidden className="size-5 shrink-0 text-faint" strokeWidth={1.5} />
                        {say("filmHere")}
                      </p>
                    )}
                  </div>
                )}
              </>
            ) : choices.length > 0 && !hasResult(job) ? (
              chosen
            ) : (
              <Stage job={job} model={model} onBroken={onRenew}>
                {isOver && !hasResult(job) && (
                  <Suspense>
                    <EndBanner job={job} onDone={onDone} />
                  </Suspense>
                )}
              </Stage>
            )}
            {job.status === "completed" && job.warnings.length > 0 && (
              <Suspense>
                <ResultWarnings job={job} />
              </Suspense>
            )}
            {!isStrip && scenes.length > 0 && <Filmstrip scenes={scenes} job={job} small onDone={onDone} />}
            {(beside.length > 0 || job.result !== null) && (
              <Suspense>
                <ResultFiles job={job} files={beside} />
              </Suspense>
            )}
            {isOver && hasResult(job) && (
              <Suspense>
                <EndBanner job={job} onDone={onDone} onClose={() => putAway(job.finishedAt)} />
              </Suspense>
            )}
          </div>
          <aside className="flex min-w-0 flex-col gap-6 rounded-3xl bg-raised p-5 shadow-lift ring-1 ring-line sm:p-6">
            <Facts job={job} model={model} connected={connected} onDone={onDone} />
            <Given job={job} model={model} />
          </aside>
        </div>
        {(isStrip || hasResult(job)) && chosen}
        {hasStory(model) && (
          <Suspense>
            <StoryPanel job={job} onSaved={onRenew} onUnsaved={noteUnsaved} />
          </Suspense>
        )}
        {!areCardsAbove && cards}
        <Fold name="steps" title={t("steps")} folds={folds} isOpen={scenes.length === 0}>
          <Board sections={sections} job={job} onDone={onDone} />
        </Fold>
        {job.status === "completed" && job.steps.some(({ outOfDate }) => outOfDate) && (
          <Suspense>
            <OutOfDateBar job={job} onDone={onDone} />
          </Suspense>
        )}
        {isReview && !isReviewAbove && review}
        <Fold name="timeline" title={t("timeline.title")} folds={folds} isOpen={false}>
          <Timeline job={job} />
        </Fold>
        <Fold name="log" title={t("log.title")} folds={folds} isOpen={false} isRare>
          <Suspense>
            <Log job={job} />
          </Suspense>
        </Fold>
        {(job.webhookUrl || job.notify.length > 0) && (
          <Suspense>
            <Deliveries path={`/v1/jobs/${job.id}/deliveries`} status={job.status} />
          </Suspense>
        )}
      </article>
    </StepNames>
  );
});
