"use client";

import { useEffect, useMemo, useState } from "react";
import { listJobs } from "../_data/api";
import { useLiveJobs } from "../_data/live-jobs";
import { apiFilter, filterSearch, type JobFilter, matches, readFilter } from "./job-filter";

const page = 24;

type Found = { key: string; ids: ReadonlySet<string>; last: string | null; hasMore: boolean; problem: unknown };

/** The list that was shown last: a person who comes back to it finds it as long as it was. */
let kept: Found | null = null;

/** The jobs that match a filter, page by page, kept up to date; `shown` is null until the first answer. */
export function useFoundJobs(given: JobFilter) {
  const { jobs, connected, know } = useLiveJobs();
  const key = filterSearch(given);
  const filter = useMemo(() => readFilter(new URLSearchParams(key)), [key]);
  const [found, setFound] = useState<Found | null>(() => (kept?.key === key ? kept : null));
  const [round, setRound] = useState(0);
  const [older, setOlder] = useState<{ busy: boolean; problem: unknown }>({ busy: false, problem: null });
  useEffect(() => {
    kept = found && found.problem === null ? found : null;
  }, [found]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round fetches again
  useEffect(() => {
    let current = true;
    setOlder({ busy: false, problem: null });
    listJobs({ ...apiFilter(filter), limit: page }).then(
      ({ data, lastId, hasMore }) => {
        if (!current) return;
        know(data);
        const first = { key, ids: idsOf(data), last: lastId, hasMore, problem: null };
        // The older pages that are there already stay.
        setFound((now) =>
          now?.key === key && now.problem === null ? { ...now, ids: new Set([...now.ids, ...first.ids]) } : first,
        );
      },
      (problem: unknown) => current && setFound({ key, ids: new Set(), last: null, hasMore: false, problem }),
    );
    return () => {
      current = false;
    };
  }, [filter, key, know, round]);

  const loadOlder = async () => {
    if (!found?.last || older.busy) return;
    setOlder({ busy: true, problem: null });
    try {
      const { data, lastId, hasMore } = await listJobs({ ...apiFilter(filter), limit: page, after: found.last });
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
    const isReached = ({ id }: { id: string }) => !found.hasMore || found.last === null || id >= found.last;
    return jobs.filter((job) => matches(job, filter, found.ids) && (found.key !== key || isReached(job)));
  }, [jobs, found, key, filter]);

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
