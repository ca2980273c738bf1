"use client";

import { Check, LoaderCircle } from "lucide-react";
import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { approveJob } from "@/app/(studio)/_data/api";
import { problemWords } from "@/app/(studio)/_data/api-problem";
import { useReviewWords } from "@/app/(studio)/_i18n/review-text";
import { Button } from "@/app/(studio)/_ui/button";
import { Lines } from "@/app/(studio)/_ui/lines";
import { EditText } from "@/app/(studio)/jobs/[id]/_takes/edit-text";
import type { Job } from "@/lib/schemas/job";

/** A job that waits for a person: what to look at, what the rest costs, and the one click that lets it go on. */
export default function ReviewBar({ job, onDone }: { job: Job; onDone: () => void }) {
  const t = useTranslations("review");
  const say = useTranslations();
  const format = useFormatter();
  const wordsOf = useReviewWords(job.model);
  const what = job.review.awaiting ? wordsOf(job.review.awaiting) : "";
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  // What was written is changed where it is looked at; pictures have their own cards.
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
      className="sticky bottom-4 z-20 flex flex-wrap items-center justify-end gap-x-6 gap-y-3 rounded-3xl bg-raised p-4 shadow-lift ring-2 ring-accent sm:px-6"
    >
      <div className="min-w-0 grow basis-72">
        <h2 className="font-semibold">{t("title", { what })}</h2>
        <p className="text-sm text-pretty text-soft">{t("text")}</p>
        <p aria-live="assertive" className="text-sm font-medium text-bad empty:hidden">
          {problem && <Lines text={problem} />}
        </p>
      </div>
      {last && last.text !== null && (
        <EditText
          key={last.text}
          jobId={job.id}
          step={last.key}
          text={last.text}
          onDone={onDone}
          onChanged={setChanged}
        />
      )}
      {rest > 0 && (
        <p className="text-sm text-soft tabular-nums">
          {t("rest", {
            cost: format.number(rest, { style: "currency", currency, maximumFractionDigits: 3 }),
          })}
        </p>
      )}
      <Button kind="main" disabled={busy || isChanged} onClick={approve}>
        {busy ? <LoaderCircle aria-hidden className="animate-spin" /> : <Check aria-hidden />}
        {t("approve")}
      </Button>
    </section>
  );
}
