"use client";

import { usePathname } from "next/navigation";
import { useState } from "react";
import type { Batch } from "@/lib/schemas/batch";
import { jobLooks } from "../_ui/status-style";
import { getBatchAlone, listBatches } from "../batches/batch-data";
import { useHidden, useRounds } from "./hidden-tab";
import { useLiveJobs } from "./live-jobs";
import { useBatchNotices, useJobNotices } from "./notices";
import { useTabProgress } from "./tab-progress";

/** Jobs that a hidden tab asks for in each round. */
const mostJobs = 20;

/**
 * What a hidden tab still shows: browser notices when jobs and batches end, and the progress in its title and icon. It
 * asks for their state, because its stream is closed.
 */
export function TabWatch() {
  const isHidden = useHidden();
  const path = usePathname();
  const { jobs, refresh } = useLiveJobs();
  const batches = useHiddenBatches(isHidden, path);
  const open = (jobs ?? [])
    .filter(({ status, batchId, id }) => !jobLooks[status].ended && (batchId === null || path === `/jobs/${id}`))
    .slice(0, mostJobs);
  useRounds(isHidden && open.length > 0, async () => {
    for (const { id } of open) refresh(id);
    return true;
  });
  useJobNotices(jobs);
  useBatchNotices(batches);
  useTabProgress(isHidden, { path, jobs, batches });
  return null;
}

/** The newest batches and the one of the page, read while the tab is hidden and one of them runs. */
function useHiddenBatches(isHidden: boolean, path: string): Batch[] {
  const [batches, setBatches] = useState<Batch[]>([]);
  useRounds(isHidden, async () => {
    const { data } = await listBatches();
    const id = /^\/batches\/([0-9a-f-]{36})$/.exec(path)?.[1];
    const isListed = id === undefined || data.some((batch) => batch.id === id);
    const found = isListed ? data : [...data, await getBatchAlone(id)];
    setBatches(found);
    return found.some(({ finishedAt }) => finishedAt === null);
  });
  return batches;
}
