"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import type { LiveSummary } from "../_data/apply-event";
import { useNow } from "../_data/server-time";
import { ProgressBar } from "./progress-bar";

/** What the extrapolation reads of a job. */
type Moving = Pick<LiveSummary, "status" | "progress" | "estimatedWaitTime" | "heardAt"> & {
  working: readonly { eta: string | null }[];
};

/** The progress of a job, extrapolated between two events. */
export function JobProgress({ job, className }: { job: Moving; className?: string }) {
  const t = useTranslations("job");
  const now = useNow(1000, job.status === "running");
  const value = useForward(carriedOn(job, now), job.progress.stepsDone);
  return <ProgressBar value={value} label={t("progress")} className={className} />;
}

/**
 * The current progress, 0 to 1: extrapolated from the last event at the speed of the remaining time, and never past the
 * point where the next step should be done, since its event will follow.
 */
export function carriedOn(job: Moving, now: number): number {
  const { value } = job.progress;
  const wait = job.estimatedWaitTime;
  if (job.status !== "running" || wait === null || wait <= 0) return value;
  const ends = job.working.flatMap(({ eta }) => (eta ? [(Date.parse(eta) - job.heardAt) / 1000] : []));
  const passed = ends.length > 0 ? Math.min((now - job.heardAt) / 1000, wait, ...ends) : 0;
  return Math.min(0.99, value + ((1 - value) * Math.max(0, passed)) / wait);
}

/** The highest value so far; it resets when fewer steps are done than before, since the job was restarted. */
function useForward(value: number, done: number): number {
  const [most, setMost] = useState({ value, done });
  const next = { value: done < most.done ? value : Math.max(value, most.value), done };
  if (next.value !== most.value || next.done !== most.done) setMost(next);
  return next.value;
}
