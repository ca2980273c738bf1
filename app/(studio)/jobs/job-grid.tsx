"use client";

import type { Model } from "@/lib/schemas/job";
import type { LiveSummary } from "../_data/apply-event";
import { useLiveJobs } from "../_data/live-jobs";
import { useNow } from "../_data/server-time";
import type { Selection } from "./_keep/selection";
import { JobCard } from "./job-card";

const grid = "grid grid-cols-2 gap-x-4 gap-y-6 md:grid-cols-3 lg:grid-cols-4 xl:gap-x-6";
const places = ["a", "b", "c", "d", "e", "f", "g", "h"];

type Props = { jobs: LiveSummary[]; models: Model[]; selection?: Selection };

export function JobGrid({ jobs, models, selection }: Props) {
  const { refresh } = useLiveJobs();
  const now = useNow(15_000);
  return (
    <ul className={grid}>
      {jobs.map((job) => (
        <li key={job.id} className="min-w-0">
          <JobCard
            job={job}
            model={models.find((model) => model.id === job.model)}
            now={now}
            selection={selection}
            onChanged={() => refresh(job.id)}
          />
        </li>
      ))}
    </ul>
  );
}

export function JobGridWaiting() {
  return (
    <div className={grid} aria-hidden>
      {places.map((place) => (
        <div key={place} className="flex flex-col gap-2.5">
          <div className="shimmer aspect-4/3 rounded-2xl" />
          <div className="flex h-11 flex-col gap-2">
            <div className="shimmer h-4 w-3/4 rounded" />
            <div className="shimmer h-3.5 w-1/2 rounded" />
          </div>
        </div>
      ))}
    </div>
  );
}
