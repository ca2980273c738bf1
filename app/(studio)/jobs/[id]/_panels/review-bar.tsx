"use client";

import { Check, LoaderCircle, PencilLine } from "lucide-react";
import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { approveJob } from "@/app/(studio)/_data/api";
import { problemWords } from "@/app/(studio)/_data/api-problem";
import { useReviewWords } from "@/app/(studio)/_i18n/review-text";
import { Button, FileButton } from "@/app/(studio)/_ui/button";
import { Lines } from "@/app/(studio)/_ui/lines";
import { useHasEditor, useIsStoryStep } from "@/app/(studio)/jobs/[id]/_story/use-story-steps";
import { EditText } from "@/app/(studio)/jobs/[id]/_takes/edit-text";
import type { Job } from "@/lib/schemas/job";

/** `isUnsaved`: whether the page has changes that were not saved. */
type Props = { job: Job; isUnsaved: boolean; onDone: () => void };

/** A job that waits for a review: what to review, the price of the rest, and the button that continues it. */
export default function ReviewBar({ job, isUnsaved, onDone }: Props) {
  const t = useTranslations("review");
  const say = useTranslations();
  const format = useFormatter();
  const wordsOf = useReviewWords(job.model);
  const what = job.review.awaiting ? wordsOf(job.review.awaiting) : "";
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  // Text can be changed here; pictures have their own cards.
  const hasEditor = useHasEditor(job.model);
  const isDocument = useIsStoryStep(job.model);
  const last = job.steps.findLast(({ status }) => status === "succeeded" || status === "cached");
  const [isChanged, setChanged] = useState(false);
  const { estimated, actual, currency } = job.cost;
  const rest = Math.max(0, estimated - actual);
  const approve = () => {
    setBusy(true);
    setProblem(null);
    approveJob(job.id)
      .then(onDone)
      .catch((reason: unknown) => setProblem(problemWords(reason, say)))
      .finally(() => setBusy(false));
  };
  return (
    <section
      aria-label={t("title", { what })}
      className={`${isUnsaved ? "" : "sticky"} bottom-4 z-20 flex flex-wrap items-center justify-end gap-x-6 gap-y-2 rounded-3xl bg-raised p-4 shadow-lift sm:gap-y-3 ring-2 ring-accent sm:px-6`}
    >
      <div className="min-w-0 grow basis-72">
        <h2 className="font-semibold">{t("title", { what })}</h2>
        <p className={`text-sm text-pretty text-soft ${isUnsaved ? "" : "max-sm:sr-only"}`}>
          {isUnsaved ? say("story.unsaved") : t("text")}
        </p>
        <p aria-live="assertive" className="text-sm font-medium text-bad empty:hidden">
          {problem && <Lines text={problem} />}
        </p>
      </div>
      {last && last.text !== null && !hasEditor(last.key) && (
        <EditText
          key={last.text}
          jobId={job.id}
          step={last.key}
          text={last.text}
          onDone={onDone}
          onChanged={setChanged}
        />
      )}
      {last && isDocument(last.key) && (
        <FileButton kind="quiet" href="#story" className="max-sm:-mx-4 max-sm:mr-auto">
          <PencilLine aria-hidden />
          {say("story.open")}
        </FileButton>
      )}
      {rest > 0 && !isUnsaved && (
        <p className="text-sm text-soft tabular-nums">
          {t("rest", {
            cost: format.number(rest, { style: "currency", currency, maximumFractionDigits: 3 }),
          })}
        </p>
      )}
      <Button kind="main" disabled={busy || isChanged || isUnsaved} onClick={approve}>
        {busy ? <LoaderCircle aria-hidden className="animate-spin" /> : <Check aria-hidden />}
        {t("approve")}
      </Button>
    </section>
  );
}
