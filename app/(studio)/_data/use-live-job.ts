"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { withNews } from "@/lib/job-news";
import { summaryOf } from "@/lib/job-summary";
import type { Job, StepNews } from "@/lib/schemas/job";
import { getJob, jobEvents } from "./api";
import { heardNow, type LiveJob } from "./apply-event";
import { listen } from "./event-stream";
import { useLiveJobs } from "./live-jobs";

const retryMs = 3000;
const nothing = () => {};

/**
 * The current state of one job from its own stream, also after its end, since a re-take may follow. `first` is the state
 * in the server's HTML.
 */
export function useLiveJob(first: LiveJob) {
  const { know } = useLiveJobs();
  const [job, setJob] = useState(first);
  const [connected, setConnected] = useState(true);
  const [round, setRound] = useState(0);
  /** The number of events: an answer that was requested before the last event may be older. */
  const heard = useRef(0);
  const { id } = first;

  const hear = useCallback((change: (now: LiveJob) => LiveJob) => {
    heard.current += 1;
    setJob(change);
  }, []);
  /** Resolves when the page has the newest state, or could not get it. */
  const renew = useCallback((): Promise<void> => {
    const before = heard.current;
    return getJob(id).then((now) => (heard.current === before ? hear(() => heardNow(now)) : renew()), nothing);
  }, [id, hear]);

  useEffect(() => {
    let again: ReturnType<typeof setTimeout> | undefined;
    const whole = (now: Job) => hear(() => heardNow(now));
    const close = listen<Job, Job, StepNews>(jobEvents(id), {
      snapshot: whole,
      job: whole,
      step: (news) => hear((now) => heardNow(withNews(now, news))),
      progress: (news) => hear((now) => heardNow(withNews(now, news))),
      connected: setConnected,
      refused: () => {
        // Makes a request, so that an expired session leads to the sign-in page.
        renew();
        again = setTimeout(() => setRound(round + 1), retryMs);
      },
    });
    return () => {
      clearTimeout(again);
      close();
    };
  }, [id, round, hear, renew]);
  // So that the queue, the title of the tab and the notices know what this page knows.
  useEffect(() => know([summaryOf(job)]), [job, know]);
  return { job, connected, renew };
}
