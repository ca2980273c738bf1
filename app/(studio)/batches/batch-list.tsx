"use client";

import { Layers } from "lucide-react";
import Link from "next/link";
import { useCallback, useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import type { Batch } from "@/lib/schemas/batch";
import { problemWords } from "../_data/api-problem";
import { useNow } from "../_data/server-time";
import { useTimeWords } from "../_i18n/format-time";
import { Button } from "../_ui/button";
import { Lines } from "../_ui/lines";
import { ProgressBar } from "../_ui/progress-bar";
import { StatusBadge } from "../_ui/status-badge";
import { listBatches, usePolled } from "./batch-data";
import { batchTone, useBatchWords } from "./batch-words";

/** Batches shown at first, and the most that the API returns at once. */
const [atFirst, most] = [20, 100];
const isMoving = ({ data }: { data: Batch[] }) => data.some(({ finishedAt }) => finishedAt === null);

/** The newest batches of the key, up to 100. */
export function BatchList() {
  const t = useTranslations();
  const format = useFormatter();
  const [limit, setLimit] = useState(atFirst);
  const read = useCallback(() => listBatches(limit), [limit]);
  const { value, problem } = usePolled(read, isMoving);
  const now = useNow(15_000);
  const { ago } = useTimeWords();
  const words = useBatchWords();
  if (problem !== null)
    return (
      <p role="alert" className="rounded-xl bg-bad-wash px-4 py-3 font-medium text-bad">
        <Lines text={problemWords(problem, t)} />
      </p>
    );
  if (!value) return <div aria-hidden className="shimmer h-40 rounded-2xl" />;
  if (value.data.length === 0)
    return (
      <div className="flex flex-col items-center gap-4 rounded-3xl border border-dashed border-edge/60 px-6 py-20 text-center">
        <Layers aria-hidden className="size-10 text-accent" strokeWidth={1.5} />
        <h2 className="text-xl font-semibold">{t("batches.empty")}</h2>
        <p className="text-soft">{t("batches.emptyText")}</p>
      </div>
    );
  const cost = ({ cost: { actual, currency } }: Batch) =>
    actual > 0 && format.number(actual, { style: "currency", currency, maximumFractionDigits: 3 });
  return (
    <ul className="flex flex-col gap-3">
      {value.data.map((batch) => (
        <li key={batch.id}>
          <Link
            href={`/batches/${batch.id}`}
            className="flex flex-col gap-3 rounded-2xl bg-raised p-4 ring-1 ring-line hover:bg-sunken"
          >
            <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <StatusBadge tone={batchTone[batch.status]} label={t(`batches.status.${batch.status}`)} />
              <span className="font-medium tabular-nums">{words(batch)}</span>
              <span className="ml-auto text-sm text-soft tabular-nums">
                {[cost(batch), ago(batch.createdAt, now)].filter(Boolean).join(" · ")}
              </span>
            </span>
            {batch.finishedAt === null && <ProgressBar value={batch.progress} label={t("batches.progress")} />}
          </Link>
        </li>
      ))}
      {value.hasMore && limit < most && (
        <li className="self-center">
          <Button onClick={() => setLimit(most)}>{t("batches.more")}</Button>
        </li>
      )}
    </ul>
  );
}
