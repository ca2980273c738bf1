"use client";

import type { Job, Model } from "@/lib/job";
import { useLiveJobs } from "../live-jobs";
import { useNow } from "../now";
import { JobCard } from "./job-card";

const grid = "grid grid-cols-2 gap-x-4 gap-y-6 md:grid-cols-3 lg:grid-cols-4 xl:gap-x-6";
const places = ["a", "b", "c", "d"];

export function JobGrid({ jobs, models }: { jobs: Job[]; models: Model[] | null }) {
  const { know } = useLiveJobs();
  const now = useNow(15_000);
  return (
    <ul className={grid}>
      {jobs.map((job) => (
        <li key={job.id} className="min-w-0">
          <JobCard
            job={job}
            model={models?.find((model) => model.id === job.model)}
            now={now}
            onChanged={(changed) => know([changed])}
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
        <div key={place} className="flex flex-col gap-3">
          <div className="shimmer aspect-4/3 rounded-2xl" />
          <div className="shimmer h-4 w-3/4 rounded" />
        </div>
      ))}
    </div>
  );
}
