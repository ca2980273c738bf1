"use client";

import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import type { Batch } from "@/lib/schemas/batch";
import type { JobStatus } from "@/lib/schemas/job";
import { withBase } from "@/server/http/base-path";
import { jobLooks } from "../_ui/status-style";
import { useBatchWords } from "../batches/batch-words";
import { jobTitle } from "../jobs/job-picture";
import type { LiveSummary } from "./apply-event";
import { noticeState } from "./browser-notices";
import { useModels } from "./models";
import { soundPlace } from "./sound-place";

type News = "completed" | "failed" | "cancelled" | "awaiting_review";
const isNews = (status: JobStatus): status is News => jobLooks[status].ended || status === "awaiting_review";

const isWanted = () => document.hidden && noticeState() === "on";

/** Loaded when there is a tone to play: most people leave it off. */
const playDone = () => void import("./done-sound").then((sound) => sound.playDone());

/**
 * When a single job ends or waits for a review: a tone, where the person turned it on, and while the tab is hidden a
 * browser notice.
 */
export function useJobNotices(jobs: LiveSummary[] | null): void {
  const models = useModels();
  const t = useTranslations("notices");
  const before = useRef(new Map<string, JobStatus>());
  useEffect(() => {
    for (const job of jobs ?? []) {
      const was = before.current.get(job.id);
      before.current.set(job.id, job.status);
      if (job.batchId !== null || was === undefined || isNews(was) || !isNews(job.status)) continue;
      if (localStorage.getItem(soundPlace) === "on") playDone();
      if (!isWanted()) continue;
      const model = models.find((one) => one.id === job.model);
      show(job, `/jobs/${job.id}`, t(`news.${job.status}`), jobTitle(job, model));
    }
  }, [jobs, models, t]);
}

/** While the tab is hidden: a browser notice when a batch ends. */
export function useBatchNotices(batches: Batch[]): void {
  const t = useTranslations("notices");
  const words = useBatchWords();
  const before = useRef(new Map<string, Batch["status"]>());
  useEffect(() => {
    for (const batch of batches) {
      const was = before.current.get(batch.id);
      before.current.set(batch.id, batch.status);
      const { status } = batch;
      if ((was !== "running" && was !== "cancelling") || status === "running" || status === "cancelling") continue;
      if (isWanted()) show(batch, `/batches/${batch.id}`, t(`batchNews.${status}`), words(batch));
    }
  }, [batches, t, words]);
}

type Subject = { id: string; status: string };

function show({ id, status }: Subject, path: string, state: string, title: string): void {
  const notice = new Notification(state, { body: title.slice(0, 200), tag: `${id} ${status}` });
  notice.onclick = () => {
    window.focus();
    window.location.assign(withBase(path));
    notice.close();
  };
}
