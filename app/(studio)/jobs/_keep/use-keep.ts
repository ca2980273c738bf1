"use client";

import { useTranslations } from "use-intl";
import type { BulkAction } from "@/lib/schemas/keep";
import { changeJob, changeJobs } from "../../_data/api";
import { problemWords } from "../../_data/api-problem";
import { useLiveJobs } from "../../_data/live-jobs";
import { setDeleted } from "./deleted-jobs";

/** The server takes so many at once. */
const mostAtOnce = 200;

type Change = Parameters<typeof changeJob>[1];

/**
 * Changes jobs and shows the change at once. Each resolves to a sentence when the server refused a part of it, or null.
 * Deleted jobs can be brought back from the bar that any page shows.
 */
export function useKeep() {
  const t = useTranslations();
  const { refresh, forget } = useLiveJobs();

  const change = async (id: string, given: Change): Promise<string | null> => {
    try {
      await changeJob(id, given);
      return null;
    } catch (reason) {
      return problemWords(reason, t);
    } finally {
      refresh(id);
    }
  };

  const changeAll = async (ids: readonly string[], action: BulkAction, project?: string | null) => {
    const refused: string[] = [];
    const done: string[] = [];
    try {
      for (let from = 0; from < ids.length; from += mostAtOnce) {
        const some = ids.slice(from, from + mostAtOnce);
        const { results } = await changeJobs({ ids: some, action, ...(project !== undefined && { project }) });
        for (const { id, error } of results) {
          if (error) refused.push(error.message);
          else done.push(id);
        }
      }
    } catch (reason) {
      refused.push(problemWords(reason, t));
    }
    if (action === "delete" && done.length > 0) {
      forget(done);
      setDeleted(done);
    } else for (const id of done) refresh(id);
    const [reason] = refused;
    return { done, problem: reason === undefined ? null : t("keep.refused", { n: refused.length, reason }) };
  };

  return { change, changeAll };
}
