"use client";

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import type { Job } from "@/lib/job";
import { allEvents, listJobs } from "./api";
import { listen } from "./event-stream";
import { changeJob, withJob, withStep } from "./job-news";
import { jobLooks, statuses } from "./status-looks";

const retryMs = 3000;
/** As many jobs as the stream begins with: what is under way may be older. */
const inSnapshot = 50;

async function olderUnderWay(): Promise<Job[]> {
  const open = statuses.filter((status) => !jobLooks[status].ended);
  const lists = await Promise.all(open.map((status) => listJobs({ status, limit: 100 })));
  return lists.flatMap(({ data }) => data);
}

type LiveJobs = {
  /** The own jobs that are known, newest first, as they change; null until the first answer. */
  jobs: Job[] | null;
  connected: boolean;
  /** Adds jobs that were asked for, so that they are kept up to date too. */
  know: (jobs: Job[]) => void;
};

const Known = createContext<LiveJobs>({ jobs: null, connected: true, know: () => {} });
export const useLiveJobs = () => useContext(Known);

/** One stream of all own jobs for the whole studio: the lists and the queue read from it. */
export function LiveJobs({ children }: { children: ReactNode }) {
  const [jobs, setJobs] = useState<Job[] | null>(null);
  const [connected, setConnected] = useState(true);
  const [round, setRound] = useState(0);
  const know = useCallback((data: Job[]) => setJobs((now) => data.reduceRight<Job[]>(withJob, now ?? [])), []);

  useEffect(() => {
    let again: ReturnType<typeof setTimeout> | undefined;
    const close = listen<{ data: Job[] }>(allEvents, {
      snapshot: ({ data }) => {
        know(data);
        if (data.length >= inSnapshot) void olderUnderWay().then(know, () => {});
      },
      job: (job) => know([job]),
      step: (news) => setJobs((now) => now && changeJob(now, news.jobId, (job) => withStep(job, news))),
      connected: setConnected,
      refused: () => {
        // Asked so that a session that is over leads to the sign-in page.
        void listJobs({ limit: 1 }).catch(() => {});
        again = setTimeout(() => setRound(round + 1), retryMs);
      },
    });
    return () => {
      clearTimeout(again);
      close();
    };
  }, [round, know]);

  const value = useMemo(() => ({ jobs, connected, know }), [jobs, connected, know]);
  return <Known.Provider value={value}>{children}</Known.Provider>;
}
