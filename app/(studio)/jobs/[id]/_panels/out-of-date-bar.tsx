"use client";

import { LoaderCircle, RotateCw } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { continueJob, quoteContinue } from "@/app/(studio)/_data/api";
import { problemWords } from "@/app/(studio)/_data/api-problem";
import { useRestQuote } from "@/app/(studio)/_data/use-remaining-quote";
import { Button } from "@/app/(studio)/_ui/button";
import { Lines } from "@/app/(studio)/_ui/lines";
import { useQuoteWords } from "@/app/(studio)/make/price";
import type { Job } from "@/lib/schemas/job";

/** A job with steps made before a change: the price of making them again, and the button for it. */
export default function OutOfDateBar({ job, onDone }: { job: Job; onDone: () => void }) {
  const t = useTranslations("outOfDate");
  const say = useTranslations();
  const words = useQuoteWords(job.cost.max > 0);
  const old = job.steps.filter(({ outOfDate }) => outOfDate);
  const quote = useRestQuote(`${job.id} ${job.finishedAt}`, () => quoteContinue(job.id));
  const [state, setState] = useState<{ busy: boolean; problem: string | null }>({ busy: false, problem: null });
  const again = () => {
    setState({ busy: true, problem: null });
    continueJob(job.id).then(
      () => {
        setState({ busy: false, problem: null });
        onDone();
      },
      (reason: unknown) => setState({ busy: false, problem: problemWords(reason, say) }),
    );
  };
  const title = t("title", { count: old.length });
  return (
    <section
      aria-label={title}
      className="low:static sticky bottom-4 z-20 flex flex-wrap items-center gap-x-6 gap-y-3 rounded-3xl bg-raised p-4 shadow-lift ring-2 ring-accent sm:px-6"
    >
      <div className="min-w-0 grow basis-72">
        <h2 className="font-semibold">{title}</h2>
        <p className="text-sm text-pretty text-soft">{t("text")}</p>
        <p aria-live="assertive" className="text-sm font-medium text-bad empty:hidden">
          {state.problem && <Lines text={state.problem} />}
        </p>
      </div>
      <p className="min-h-5 text-sm text-soft tabular-nums">{quote && t("about", { what: words(quote) })}</p>
      <Button kind="main" disabled={state.busy} onClick={again}>
        {state.busy ? <LoaderCircle aria-hidden className="animate-spin" /> : <RotateCw aria-hidden />}
        {t("again")}
      </Button>
    </section>
  );
}
