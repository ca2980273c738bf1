"use client";

import { RotateCcw } from "lucide-react";
import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import type { Batch, BatchRetryQuote } from "@/lib/schemas/batch";
import { problemWords } from "../../_data/api-problem";
import { Button } from "../../_ui/button";
import { Confirm } from "../../_ui/confirm";
import { quoteBatchRetry } from "../batch-data";

type Asked = { quote: BatchRetryQuote } | { problem: unknown };

/** Retries the failed jobs of a batch after showing what that can cost. */
export function RetryButton({ batch: { id, counts }, onYes }: { batch: Batch; onYes: () => void }) {
  const t = useTranslations();
  const format = useFormatter();
  const [asked, setAsked] = useState<Asked | null>(null);
  const ask = () => {
    setAsked(null);
    quoteBatchRetry(id).then(
      (quote) => setAsked({ quote }),
      (problem: unknown) => setAsked({ problem }),
    );
  };
  const words = () => {
    if (asked === null) return t("make.pricing");
    if ("problem" in asked) return problemWords(asked.problem, t);
    const { max, currency } = asked.quote.cost;
    const price = format.number(max, { style: "currency", currency, maximumFractionDigits: 3 });
    const cost = max > 0 ? t("make.atMost", { cost: price }) : t("make.noPrice");
    return t("batches.retryText", { n: asked.quote.jobs, cost });
  };
  return (
    <Confirm
      trigger={
        <Button onClick={ask}>
          <RotateCcw aria-hidden />
          {t("batches.retry", { n: counts.failed ?? 0 })}
        </Button>
      }
      title={t("batches.retryTitle")}
      text={words()}
      yes={t("batches.retryYes")}
      no={t("batches.retryNo")}
      kind="main"
      isReady={asked !== null && "quote" in asked}
      onYes={onYes}
    />
  );
}
