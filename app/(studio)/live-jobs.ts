"use client";

import { useEffect, useState } from "react";
import type { Job } from "@/lib/job";
import { allEvents, listJobs } from "./api";
import { listen } from "./event-stream";
import { changeJob, withJob, withStep } from "./job-news";

const retryMs = 3000;
/** As many as a snapshot holds. */
const page = 50;

/** All own jobs, newest first, as they change; null until the first answer. */
export function useLiveJobs() {
  const [jobs, setJobs] = useState<Job[] | null>(null);
  const [connected, setConnected] = useState(true);
  const [mayHaveMore, setMayHaveMore] = useState(true);
  const [round, setRound] = useState(0);

  useEffect(() => {
    let again: ReturnType<typeof setTimeout> | undefined;
    const close = listen<{ data: Job[] }>(allEvents, {
      // Older ones, paged in before a reconnect, stay.
      snapshot: ({ data }) => setJobs((now) => data.reduceRight<Job[]>(withJob, now ?? [])),
      job: (job) => setJobs((now) => withJob(now ?? [], job)),
      step: (news) => setJobs((now) => now && changeJob(now, news.jobId, (job) => withStep(job, news))),
      connected: setConnected,
      refused: () => {
        // Asked so that a session that is over leads to the sign-in page.
        void listJobs(1).catch(() => {});
        again = setTimeout(() => setRound(round + 1), retryMs);
      },
    });
    return () => {
      clearTimeout(again);
      close();
    };
  }, [round]);

  const loadOlder = async () => {
    const list = await listJobs(page, jobs?.at(-1)?.id);
    setMayHaveMore(list.hasMore);
    setJobs((now) => list.data.reduce<Job[]>(withJob, now ?? []));
  };

  return { jobs, connected, loadOlder, mayHaveMore: mayHaveMore && (jobs?.length ?? 0) >= page };
}
