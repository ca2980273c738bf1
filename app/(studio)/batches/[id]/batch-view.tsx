"use client";

import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { lazy, Suspense, useCallback, useState } from "react";
import { useTranslations } from "use-intl";
import type { BatchWithSummaries } from "@/lib/schemas/batch";
import type { JobStatus } from "@/lib/schemas/job";
import { problemWords } from "../../_data/api-problem";
import { Button } from "../../_ui/button";
import { chip } from "../../_ui/chip";
import { Lines } from "../../_ui/lines";
import NoticeOffer from "../../_ui/notice-offer";
import { statuses } from "../../_ui/status-style";
import { deleteBatch, getBatch, usePolled } from "../batch-data";
import { BatchHead } from "./batch-head";
import { ContactSheet } from "./contact-sheet";

/** Only batches with a webhook or notifications have deliveries. */
const Deliveries = lazy(() => import("../../_ui/deliveries"));

const isMoving = ({ finishedAt }: BatchWithSummaries) => finishedAt === null;

/** Jobs shown at first, and those that "Show more" adds. */
const [atFirst, more] = [60, 100];

/** A batch as a contact sheet that fills while its jobs are made. */
export function BatchView({ id }: { id: string }) {
  const t = useTranslations();
  const router = useRouter();
  const [status, setStatus] = useState<JobStatus | "">("");
  const [most, setMost] = useState(atFirst);
  const [said, setSaid] = useState<string | null>(null);
  const read = useCallback(() => getBatch(id, status, most), [id, status, most]);
  const { value: batch, problem, again } = usePolled(read, isMoving);
  const act = (work: Promise<unknown>, done: () => void = again) => {
    setSaid(null);
    work.then(done, (error: unknown) => setSaid(problemWords(error, t)));
  };
  const trouble = said ?? (problem === null ? null : problemWords(problem, t));
  return (
    <div className="flex flex-col gap-6">
      <Link href="/batches" className="flex items-center gap-2 self-start rounded-sm text-sm text-soft hover:text-ink">
        <ArrowLeft aria-hidden className="size-4" />
        {t("batches.title")}
      </Link>
      {trouble && (
        <p role="alert" className="rounded-xl bg-bad-wash px-4 py-3 font-medium text-bad">
          <Lines text={trouble} />
        </p>
      )}
      {batch ? (
        <>
          <BatchHead batch={batch} act={act} onDelete={() => act(deleteBatch(id), () => router.push("/batches"))} />
          {isMoving(batch) && <NoticeOffer />}
          <Filters batch={batch} status={status} onChange={setStatus} />
          {batch.items.data.length > 0 ? (
            <ContactSheet batch={batch} />
          ) : (
            <p className="py-10 text-center text-soft">{t(status === "" ? "batches.gone" : "batches.noneHere")}</p>
          )}
          {batch.items.hasMore && (
            <Button className="self-center" onClick={() => setMost(most + more)}>
              {t("batches.more")}
            </Button>
          )}
          {(batch.webhookUrl || batch.notify.length > 0) && (
            <Suspense>
              <Deliveries path={`/v1/batches/${id}/deliveries`} status={batch.status} />
            </Suspense>
          )}
        </>
      ) : (
        problem === null && <div aria-hidden className="shimmer h-60 rounded-2xl" />
      )}
    </div>
  );
}

type FilterProps = { batch: BatchWithSummaries; status: JobStatus | ""; onChange: (status: JobStatus | "") => void };

function Filters({ batch, status, onChange }: FilterProps) {
  const t = useTranslations();
  const shown = statuses.filter((one) => (batch.counts[one] ?? 0) > 0 || one === status);
  const button = (value: JobStatus | "", label: string, count: number | undefined) => (
    <button key={value} type="button" aria-pressed={value === status} onClick={() => onChange(value)} className={chip}>
      {label} <span className="tabular-nums opacity-70">{count ?? 0}</span>
    </button>
  );
  return (
    <fieldset className="flex flex-wrap gap-1.5">
      <legend className="sr-only">{t("jobs.state")}</legend>
      {button("", t("jobs.anyState"), batch.counts.total)}
      {shown.map((one) => button(one, t(`status.job.${one}`), batch.counts[one]))}
    </fieldset>
  );
}
