"use client";

import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import type { JobStatus } from "@/lib/schemas/job";
import { jobLooks } from "../_ui/status-style";
import { jobTitle } from "../jobs/job-picture";
import type { LiveJob } from "./apply-event";
import { noticeState } from "./browser-notices";
import { useLiveJobs } from "./live-jobs";
import { useModels } from "./models";

type News = "completed" | "failed" | "cancelled" | "awaiting_review";
const isNews = (status: JobStatus): status is News => jobLooks[status].ended || status === "awaiting_review";

/** While the tab is hidden: a browser notice when a single job ends or waits for a review, and the progress in the title. */
export function JobNotices() {
  const { jobs } = useLiveJobs();
  const models = useModels();
  const t = useTranslations("notices");
  const before = useRef(new Map<string, JobStatus>());
  useEffect(() => {
    for (const job of jobs ?? []) {
      const was = before.current.get(job.id);
      before.current.set(job.id, job.status);
      if (job.batchId !== null || was === undefined || isNews(was) || !isNews(job.status)) continue;
      if (!document.hidden || noticeState() !== "on") continue;
      const model = models.find((one) => one.id === job.model);
      show(job, t(`news.${job.status}`), jobTitle(job, model));
    }
  }, [jobs, models, t]);
  useHiddenTitle(jobs);
  return null;
}

function show(job: LiveJob, state: string, title: string): void {
  const notice = new Notification(state, { body: title.slice(0, 200), tag: `${job.id} ${job.status}` });
  notice.onclick = () => {
    window.focus();
    window.location.assign(new URL(job.urls.web).pathname);
    notice.close();
  };
}

/** The title of a hidden tab begins with the progress of the newest job, so that the tab bar shows it. */
function useHiddenTitle(jobs: LiveJob[] | null): void {
  const title = useRef<string | null>(null);
  useEffect(() => {
    const running = jobs?.find(({ status }) => status === "running");
    const update = () => {
      if (!document.hidden) {
        if (title.current !== null) document.title = title.current;
        title.current = null;
        return;
      }
      title.current ??= document.title;
      document.title = running ? `${Math.floor(running.progress.value * 100)}% · ${title.current}` : title.current;
    };
    update();
    document.addEventListener("visibilitychange", update);
    return () => document.removeEventListener("visibilitychange", update);
  }, [jobs]);
}
