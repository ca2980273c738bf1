"use client";

import { RotateCcw } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { quoteRetry, retryJob } from "@/app/(studio)/_data/api";
import { problemWords } from "@/app/(studio)/_data/api-problem";
import { useRestQuote } from "@/app/(studio)/_data/use-remaining-quote";
import { Button } from "@/app/(studio)/_ui/button";
import { Lines } from "@/app/(studio)/_ui/lines";
import { Tooltip } from "@/app/(studio)/_ui/tooltip";
import { useQuoteWords } from "@/app/(studio)/make/price";

/** Retries the failed steps after showing the price; a refusal takes the place of the price. */
export function RetryButton({ id, onDone }: { id: string; onDone: () => void }) {
  const t = useTranslations();
  const words = useQuoteWords();
  const quote = useRestQuote(id, () => quoteRetry(id));
  const [state, setState] = useState<{ busy: boolean; problem: string | null }>({ busy: false, problem: null });
  const retry = () => {
    setState({ busy: true, problem: null });
    retryJob(id).then(onDone, (reason: unknown) => setState({ busy: false, problem: problemWords(reason, t) }));
  };
  return (
    <div className="flex shrink-0 items-center justify-between gap-x-4 gap-y-1.5 sm:flex-col-reverse sm:items-end">
      {state.problem ? (
        <p role="alert" className="max-w-64 text-sm text-bad">
          <Lines text={state.problem} />
        </p>
      ) : (
        <p className="min-h-5 text-sm text-soft tabular-nums">{quote && t("make.about", { what: words(quote) })}</p>
      )}
      <Tooltip text={t("job.retryText")}>
        <Button kind="main" disabled={state.busy} onClick={retry} aria-keyshortcuts="r">
          <RotateCcw aria-hidden />
          {t("job.retry")}
        </Button>
      </Tooltip>
    </div>
  );
}
