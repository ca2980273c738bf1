"use client";

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import type { Job, ProgressNews, StepNews } from "@/lib/schemas/job";
import { jobLooks, statuses } from "../_ui/status-style";
import { allEvents, getJob, listJobs } from "./api";
import { changeJob, heardNow, type LiveJob, withJob, withProgress, withStep } from "./apply-event";
import { listen } from "./event-stream";

const retryMs = 3000;
/** The number of jobs in the stream's snapshot; older running jobs are not in it. */
const inSnapshot = 50;

async function olderUnderWay(): Promise<Job[]> {
  const open = statuses.filter((status) => !jobLooks[status].ended);
  const lists = await Promise.all(open.map((status) => listJobs({ status, limit: 100 })));
  return lists.flatMap(({ data }) => data);
}

type LiveJobs = {
  /** The known jobs of the key, newest first, kept up to date; null until the first answer. */
  jobs: LiveJob[] | null;
  connected: boolean;
  /** Adds fetched jobs, so that they are kept up to date too. */
  know: (jobs: Job[]) => void;
  /** Fetches the current state of one job, for example after an action. */
  refresh: (id: string) => void;
  /** Leaves out jobs that were deleted. */
  forget: (ids: readonly string[]) => void;
  /** Keeps a job up to date however old it is, until the returned function is called. */
  follow: (id: string) => () => void;
};

const nothing = () => {};
const Known = createContext<LiveJobs>({
  ...{ jobs: null, connected: true, know: nothing, refresh: nothing, forget: nothing, follow: () => nothing },
});
export const useLiveJobs = () => useContext(Known);

/** One stream of all jobs of the key for the whole studio: the lists, the queue and the job page read from it. */
export function LiveJobs({ children }: { children: ReactNode }) {
  const [jobs, setJobs] = useState<LiveJob[] | null>(null);
  const [connected, setConnected] = useState(true);
  const [round, setRound] = useState(0);
  /** The number of events per job: an answer that was requested before the last event may be older. */
  const heard = useRef(new Map<string, number>());
  const followed = useRef(new Set<string>());
  const known = useRef(new Set<string>());
  const isWhole = useRef(false);

  const know = useCallback((data: Job[]) => {
    for (const { id } of data) {
      heard.current.set(id, (heard.current.get(id) ?? 0) + 1);
      known.current.add(id);
    }
    setJobs((now) => data.map(heardNow).reduceRight<LiveJob[]>(withJob, now ?? []));
  }, []);
  const forget = useCallback((ids: readonly string[]) => {
    for (const id of ids) heard.current.set(id, (heard.current.get(id) ?? 0) + 1);
    setJobs((now) => now?.filter(({ id }) => !ids.includes(id)) ?? null);
  }, []);
  const refresh = useCallback(
    (id: string) => {
      const before = heard.current.get(id);
      getJob(id).then((job) => (heard.current.get(id) === before ? know([job]) : refresh(id)), nothing);
    },
    [know],
  );
  const follow = useCallback(
    (id: string) => {
      followed.current.add(id);
      if (isWhole.current && !known.current.has(id)) refresh(id);
      return () => followed.current.delete(id);
    },
    [refresh],
  );

  useEffect(() => {
    let again: ReturnType<typeof setTimeout> | undefined;
    const change = (news: ProgressNews | StepNews, how: (job: LiveJob) => LiveJob) => {
      heard.current.set(news.jobId, (heard.current.get(news.jobId) ?? 0) + 1);
      setJobs((now) => now && changeJob(now, news.jobId, (job) => withProgress(how(job), news)));
    };
    const close = listen<{ data: Job[] }>(allEvents, {
      snapshot: ({ data }) => {
        isWhole.current = true;
        know(data);
        // Older jobs are not in the snapshot, so their changes during an interruption must be fetched.
        for (const id of followed.current) if (!data.some((job) => job.id === id)) refresh(id);
        if (data.length < inSnapshot) return;
        const before = new Map(heard.current);
        const isNew = ({ id }: Job) => heard.current.get(id) === before.get(id);
        olderUnderWay().then((older) => know(older.filter(isNew)), nothing);
      },
      job: (job) => know([job]),
      step: (news) => change(news, (job) => withStep(job, news.step)),
      progress: (news) => change(news, (job) => job),
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
    };
  }, [round, know, refresh, forget]);

  const value = useMemo(
    () => ({ jobs, connected, know, refresh, forget, follow }),
    [jobs, connected, know, refresh, forget, follow],
  );
  return <Known.Provider value={value}>{children}</Known.Provider>;
}
