"use client";

import { usePathname } from "next/navigation";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { withProgress } from "@/lib/job-news";
import type { ProgressNews } from "@/lib/schemas/job";
import type { JobSummary } from "@/lib/schemas/job-summary";
import { jobLooks, statuses } from "../_ui/status-style";
import { allEvents, getSummary, listJobs } from "./api";
import { changeJob, heardNow, type LiveSummary, withJob } from "./apply-event";
import { listen } from "./event-stream";

const retryMs = 3000;
/** How often a page without the stream of all jobs reads those that have not ended. */
const renewMs = 15_000;
/** The number of jobs in the stream's snapshot; older running jobs are not in it. */
const inSnapshot = 50;

const isOpen = ({ status }: Pick<JobSummary, "status">) => !jobLooks[status].ended;

async function jobsUnderWay(): Promise<JobSummary[]> {
  const open = statuses.filter((status) => isOpen({ status }));
  const lists = await Promise.all(open.map((status) => listJobs({ status, limit: 100 })));
  return lists.flatMap(({ data }) => data);
}

type LiveJobs = {
  /** The known jobs of the key, newest first, kept up to date; null until the first answer. */
  jobs: LiveSummary[] | null;
  connected: boolean;
  /** Adds jobs, so that they are kept up to date too. */
  know: (jobs: JobSummary[]) => void;
  /** Fetches the current state of one job, for example after an action. */
  refresh: (id: string) => void;
  /** Leaves out jobs that were deleted. */
  forget: (ids: readonly string[]) => void;
  /** Fetches the current state of all jobs that have not ended. */
  renew: () => Promise<void>;
};

const nothing = () => {};
const Known = createContext<LiveJobs>({
  ...{ jobs: null, connected: true, know: nothing, refresh: nothing, forget: nothing, renew: async () => {} },
});
export const useLiveJobs = () => useContext(Known);

/**
 * The jobs of the key for the lists, the queue and the notices of the whole studio: one stream of summaries. The page of
 * a job has the stream of that job instead, and reads here which jobs have not ended.
 */
export function LiveJobs({ children }: { children: ReactNode }) {
  const [jobs, setJobs] = useState<LiveSummary[] | null>(null);
  /** Whether the newest jobs were listed once: until then a list would show only a part of them. */
  const [isWhole, setWhole] = useState(false);
  const [connected, setConnected] = useState(true);
  const [round, setRound] = useState(0);
  const isOfOneJob = usePathname().startsWith("/jobs/");
  /** The number of events per job: an answer that was requested before the last event may be older. */
  const heard = useRef(new Map<string, number>());
  const open = useRef(new Set<string>());

  const know = useCallback((data: JobSummary[]) => {
    for (const job of data) {
      heard.current.set(job.id, (heard.current.get(job.id) ?? 0) + 1);
      if (isOpen(job)) open.current.add(job.id);
      else open.current.delete(job.id);
    }
    setJobs((now) => data.map(heardNow).reduceRight<LiveSummary[]>(withJob, now ?? []));
  }, []);
  const forget = useCallback((ids: readonly string[]) => {
    for (const id of ids) {
      heard.current.set(id, (heard.current.get(id) ?? 0) + 1);
      open.current.delete(id);
    }
    setJobs((now) => now?.filter(({ id }) => !ids.includes(id)) ?? null);
  }, []);
  const refresh = useCallback(
    (id: string) => {
      const before = heard.current.get(id);
      getSummary(id).then((job) => (heard.current.get(id) === before ? know([job]) : refresh(id)), nothing);
    },
    [know],
  );
  const renew = useCallback(async () => {
    const before = new Map(heard.current);
    const isNew = ({ id }: JobSummary) => heard.current.get(id) === before.get(id);
    const found = await jobsUnderWay();
    const gone = [...open.current].filter((id) => !found.some((job) => job.id === id));
    know(found.filter(isNew));
    for (const id of gone) refresh(id);
  }, [know, refresh]);

  useEffect(() => {
    if (!isOfOneJob) return;
    const look = () => {
      if (document.visibilityState === "visible") renew().catch(nothing);
    };
    look();
    const timer = setInterval(look, renewMs);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [isOfOneJob, renew]);

  useEffect(() => {
    if (isOfOneJob) return;
    let again: ReturnType<typeof setTimeout> | undefined;
    const progress = (news: ProgressNews) => {
      heard.current.set(news.jobId, (heard.current.get(news.jobId) ?? 0) + 1);
      setJobs((now) => now && changeJob(now, news.jobId, (job) => heardNow(withProgress(job, news))));
    };
    const close = listen<{ data: JobSummary[] }, JobSummary, JobSummary>(allEvents, {
      snapshot: ({ data }) => {
        // Older open jobs are not in the snapshot, so their changes during an interruption must be fetched.
        const isMissing = [...open.current].some((id) => !data.some((job) => job.id === id));
        know(data);
        setWhole(true);
        if (data.length >= inSnapshot || isMissing) renew().catch(nothing);
      },
      job: (job) => know([job]),
      step: (job) => know([job]),
      progress,
      deleted: (id) => forget([id]),
      connected: setConnected,
      refused: () => {
        // Makes a request, so that an expired session leads to the sign-in page.
        void listJobs({ limit: 1 }).catch(nothing);
        again = setTimeout(() => setRound(round + 1), retryMs);
      },
    });
    return () => {
      clearTimeout(again);
      close();
      setConnected(true);
    };
  }, [round, isOfOneJob, know, renew, forget]);

  const shown = isWhole || isOfOneJob ? jobs : null;
  const value = useMemo(
    () => ({ jobs: shown, connected, know, refresh, forget, renew }),
    [shown, connected, know, refresh, forget, renew],
  );
  return <Known.Provider value={value}>{children}</Known.Provider>;
}
