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

/**
 * What a hidden tab still shows: browser notices when jobs and batches end, and the progress in its title and icon. It
 * asks for their state, because its stream is closed.
 */
export function TabWatch() {
  const isHidden = useHidden();
  const path = usePathname();
  const { jobs, renew } = useLiveJobs();
  const batches = useHiddenBatches(isHidden, path);
  const isOpen = (jobs ?? []).some(
    ({ status, batchId, id }) => !jobLooks[status].ended && (batchId === null || path === `/jobs/${id}`),
  );
  useRounds(isHidden && isOpen, async () => {
    await renew();
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
