"use client";

import { useCallback, useEffect } from "react";
import type { LiveJob } from "./apply-event";
import { useLiveJobs } from "./live-jobs";

/**
 * The current state of one job, also after its end, since a re-take may follow. `first` is the state in the server's
 * HTML.
 */
export function useLiveJob(first: LiveJob) {
  const { jobs, connected, refresh, follow } = useLiveJobs();
  const { id } = first;
  useEffect(() => {
    const leave = follow(id);
    return () => void leave();
  }, [id, follow]);
  const renew = useCallback(() => refresh(id), [id, refresh]);
  return { job: jobs?.find((job) => job.id === id) ?? first, connected, renew };
}
