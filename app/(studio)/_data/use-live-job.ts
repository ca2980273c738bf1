"use client";

import { useCallback, useEffect } from "react";
import type { LiveJob } from "./apply-event";
import { useLiveJobs } from "./live-jobs";

/** One job as it happens, also after its end: somebody may take a shot again. `first` is how it was when the page was made. */
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
