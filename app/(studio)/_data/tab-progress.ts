"use client";

import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import type { Batch } from "@/lib/schemas/batch";
import { jobLooks, type Tone } from "../_ui/status-style";
import { batchTone } from "../batches/batch-words";
import type { LiveSummary } from "./apply-event";
import { progressIcon } from "./progress-icon";

type Known = { path: string; jobs: LiveSummary[] | null; batches: Batch[] };
type Subject = { value: number; tone: Tone; isOver: boolean; label: string };

/**
 * The title and the icon of a hidden tab tell the progress of the job or the batch of its page, and its end; on other
 * pages those of the newest one that runs.
 */
export function useTabProgress(isHidden: boolean, { path, jobs, batches }: Known): void {
  const t = useTranslations();
  const own = useRef<{ title: string; icon: string | null } | null>(null);
  const wasRunning = useRef(false);
  const subject = isHidden ? subjectOf({ path, jobs, batches }, t) : null;
  const isShown = subject !== null && (!subject.isOver || wasRunning.current);
  useEffect(() => {
    if (!isHidden) wasRunning.current = false;
    else if (subject && !subject.isOver) wasRunning.current = true;
  });
  const label = isShown ? (subject.isOver ? subject.label : `${Math.floor(subject.value * 100)}%`) : null;
  const icon = isShown ? progressIcon(subject) : null;
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('link[rel~="icon"]');
    if (label === null) {
      if (!own.current) return;
      document.title = own.current.title;
      if (link && own.current.icon) link.setAttribute("href", own.current.icon);
      own.current = null;
      return;
    }
    own.current ??= { title: document.title, icon: link?.getAttribute("href") ?? null };
    document.title = `${label} · ${own.current.title}`;
    if (link && icon) link.setAttribute("href", icon);
  }, [label, icon]);
}

function subjectOf({ path, jobs, batches }: Known, t: ReturnType<typeof useTranslations<never>>): Subject | null {
  const ofJob = ({ status, progress }: LiveSummary): Subject => {
    const { tone, ended } = jobLooks[status];
    return { value: ended ? 1 : progress.value, tone, isOver: ended, label: t(`status.job.${status}`) };
  };
  const ofBatch = ({ status, progress, finishedAt }: Batch): Subject => {
    const label = t(`batches.status.${status}`);
    return { value: progress, tone: batchTone[status], isOver: finishedAt !== null, label };
  };
  const [, kind, id] = path.split("/");
  const job = kind === "jobs" && jobs?.find((one) => one.id === id);
  if (job) return ofJob(job);
  const batch = kind === "batches" && batches.find((one) => one.id === id);
  if (batch) return ofBatch(batch);
  const running = jobs?.find(({ status, batchId }) => status === "running" && batchId === null);
  if (running) return ofJob(running);
  const going = batches.find(({ status }) => status === "running");
  return going ? ofBatch(going) : null;
}
