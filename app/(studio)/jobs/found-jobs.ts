"use client";

import { useEffect, useMemo, useState } from "react";
import { listJobs } from "../_data/api";
import { useLiveJobs } from "../_data/live-jobs";
import { type JobFilter, matches } from "./job-filter";

const page = 24;

type Found = { key: string; ids: ReadonlySet<string>; last: string | null; hasMore: boolean; problem: unknown };

/** The jobs that match a filter, page by page, kept up to date; `shown` is null until the first answer. */
export function useFoundJobs(filter: JobFilter) {
  const { status, model, q } = filter;
  const { jobs, connected, know } = useLiveJobs();
  const key = JSON.stringify([status, model, q]);
  const [found, setFound] = useState<Found | null>(null);
  const [round, setRound] = useState(0);
  const [older, setOlder] = useState<{ busy: boolean; problem: unknown }>({ busy: false, problem: null });

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round fetches again
  useEffect(() => {
    let current = true;
    setOlder({ busy: false, problem: null });
    listJobs({ status, model, q, limit: page }).then(
      ({ data, lastId, hasMore }) => {
        if (!current) return;
        know(data);
        setFound({ key, ids: idsOf(data), last: lastId, hasMore, problem: null });
      },
      (problem: unknown) => current && setFound({ key, ids: new Set(), last: null, hasMore: false, problem }),
    );
    return () => {
      current = false;
    };
  }, [status, model, q, key, know, round]);

  const loadOlder = async () => {
    if (!found?.last) return;
    setOlder({ busy: true, problem: null });
    try {
      const { data, lastId, hasMore } = await listJobs({ status, model, q, limit: page, after: found.last });
      know(data);
      const more = { ids: new Set([...found.ids, ...idsOf(data)]), last: lastId ?? found.last, hasMore };
      setFound((now) => (now?.key === found.key ? { ...now, ...more } : now));
      setOlder({ busy: false, problem: null });
    } catch (problem) {
      setOlder({ busy: false, problem });
    }
  };

  // Until the answer for a new filter arrives, known jobs are shown, so that nothing flashes.
  const shown = useMemo(() => {
    if (!jobs || !found) return null;
    const isReached = (job: { id: string }) => !found.hasMore || found.last === null || job.id >= found.last;
    return jobs.filter((job) => matches(job, { status, model, q }, found.ids) && (found.key !== key || isReached(job)));
  }, [jobs, found, key, status, model, q]);

  const asking = found?.key !== key;
  return {
    shown,
    connected,
    again: () => {
      setFound(null);
      setRound((now) => now + 1);
    },
    older: { ...older, load: loadOlder },
    asking,
    hasMore: !asking && (found?.hasMore ?? false),
    problem: found?.problem,
  };
}

const idsOf = (jobs: { id: string }[]) => new Set(jobs.map(({ id }) => id));
