"use client";

import { Activity } from "lucide-react";
import Link from "next/link";
import { lazy, Suspense, useState } from "react";
import { useTranslations } from "use-intl";
import { useLiveJobs } from "../_data/live-jobs";
import { Button } from "../_ui/button";
import { Dialog } from "../_ui/dialog";
import { jobLooks } from "../_ui/status-style";

/** Loaded when the queue is opened: every page has the button. */
const QueueGroups = lazy(() => import("./queue-groups"));

/** The jobs that run, wait or need a person, one click away on every page, with the number of those that have not ended. */
export function QueuePanel() {
  const t = useTranslations("queue");
  const { jobs } = useLiveJobs();
  const [open, setOpen] = useState(false);
  const going = (jobs ?? []).filter((job) => !jobLooks[job.status].ended);
  const close = () => setOpen(false);
  return (
    <Dialog
      title={t("title")}
      close={t("close")}
      place="side"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button kind="quiet" aria-label={t("open", { n: going.length })} size="small" className="max-sm:px-1.5">
          <Activity aria-hidden className={going.length > 0 ? "text-accent" : ""} />
          <span aria-hidden className="hidden md:inline">
            {t("short")}
          </span>
          <span
            aria-hidden
            className={`min-w-5 rounded-full px-1.5 text-center text-xs leading-5 font-semibold tabular-nums ${going.length > 0 ? "bg-accent text-on-accent" : "bg-sunken text-faint"}`}
          >
            {going.length}
          </span>
        </Button>
      }
    >
      {going.length === 0 && <p className="pb-4 text-sm text-pretty text-soft">{t("empty")}</p>}
      <Suspense fallback={<div className="shimmer h-16 rounded-xl" />}>
        <QueueGroups onOpen={close} />
      </Suspense>
      <Link
        href="/jobs"
        onClick={close}
        className="mt-4 inline-block rounded-sm text-sm text-soft underline underline-offset-4 hover:text-ink"
      >
        {t("all")}
      </Link>
    </Dialog>
  );
}
