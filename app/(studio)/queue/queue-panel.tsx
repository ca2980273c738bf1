"use client";

import { Activity } from "lucide-react";
import Link from "next/link";
import { Popover } from "radix-ui";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { listJobs } from "../api";
import { useLiveJobs } from "../live-jobs";
import { jobLooks } from "../status-looks";
import { Button } from "../ui/button";
import { QueueRow } from "./queue-row";

/** What runs now, one click away on every page, with its count. */
export function QueuePanel() {
  const t = useTranslations("queue");
  const { jobs, know } = useLiveJobs();
  const [open, setOpen] = useState(false);
  const going = (jobs ?? []).filter((job) => !jobLooks[job.status].ended);
  const look = (yes: boolean) => {
    setOpen(yes);
    // One that has run for long may be older than all the stream began with.
    if (yes)
      for (const status of ["running", "queued"] as const)
        listJobs({ status, limit: 50 }).then(
          ({ data }) => know(data),
          () => {},
        );
  };
  return (
    <Popover.Root open={open} onOpenChange={look}>
      <Popover.Trigger asChild>
        <Button kind="quiet" aria-label={t("open", { n: going.length })} className="px-3">
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
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={8}
          collisionPadding={12}
          aria-label={t("title")}
          className="z-30 flex max-h-[70dvh] w-[min(24rem,calc(100vw-1.5rem))] flex-col rounded-2xl bg-raised shadow-lift ring-1 ring-line"
        >
          <div className="flex items-baseline justify-between px-4 pt-3.5 pb-2">
            <h2 className="font-semibold">{t("title")}</h2>
            <Popover.Close asChild>
              <Link href="/jobs" className="rounded-sm text-sm text-soft underline underline-offset-4 hover:text-ink">
                {t("all")}
              </Link>
            </Popover.Close>
          </div>
          {going.length === 0 ? (
            <p className="px-4 pb-5 text-sm text-pretty text-soft">{t("empty")}</p>
          ) : (
            <ul className="min-h-0 overflow-y-auto p-1.5">
              {going.map((job) => (
                <li key={job.id}>
                  <Popover.Close asChild>
                    <QueueRow job={job} />
                  </Popover.Close>
                </li>
              ))}
            </ul>
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
