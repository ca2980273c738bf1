"use client";

import { useCallback, useEffect, useState } from "react";
import type { Job } from "@/lib/job";
import { getJob, jobEvents } from "./api";
import { ApiProblem } from "./api-problem";
import { listen } from "./event-stream";
import { withStep } from "./job-news";
import { jobLooks } from "./status-looks";

const retryMs = 3000;

/** One job as it happens. `heardAt` is when the wait time was told, so that it can be counted down. */
export function useLiveJob(id: string) {
  const [live, setLive] = useState<{ job: Job | null; heardAt: number }>({ job: null, heardAt: 0 });
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const [connected, setConnected] = useState(true);
  const [round, setRound] = useState(0);

  const setJob = useCallback((job: Job) => setLive({ job, heardAt: Date.now() }), []);
  /** Takes what a request was answered, unless the stream has told of the job's end meanwhile: that is newer. */
  const takeAnswer = useCallback(
    (job: Job) =>
      setLive((now) =>
        now.job && jobLooks[now.job.status].ended && !jobLooks[job.status].ended ? now : { job, heardAt: Date.now() },
      ),
    [],
  );
  const refresh = useCallback(() => void getJob(id).then(takeAnswer, () => {}), [id, takeAnswer]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round opens the stream again
  useEffect(() => {
    let again: ReturnType<typeof setTimeout> | undefined;
    const hear = (job: Job) => {
      setJob(job);
      if (jobLooks[job.status].ended) close();
    };
    const close = listen<Job>(jobEvents(id), {
      snapshot: hear,
      job: hear,
      step: (news) => setLive((now) => ({ job: now.job && withStep(now.job, news), heardAt: Date.now() })),
      connected: setConnected,
      refused: () => {
        const later = () => {
          again = setTimeout(() => setRound((now) => now + 1), retryMs);
        };
        getJob(id).then(
          (job) => {
            setJob(job);
            if (!jobLooks[job.status].ended) later();
          },
          (reason: unknown) => {
            if (reason instanceof ApiProblem && reason.status === 404) setProblem(reason);
            else later();
          },
        );
      },
    });
    return () => {
      clearTimeout(again);
      close();
    };
  }, [id, round, setJob]);

  /** Listens again to a job that was over and goes on. */
  const goOn = (job: Job) => {
    setJob(job);
    setRound((now) => now + 1);
  };
  return { ...live, problem, connected, takeAnswer, refresh, goOn };
}
