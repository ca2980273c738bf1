"use client";

import { Clapperboard } from "lucide-react";
import { useLiveJobs } from "../live-jobs";
import { useModels } from "../models";
import { Button, LinkButton } from "../ui/button";
import { words } from "../words";
import { JobGrid, JobGridWaiting } from "./job-grid";

export function JobList() {
  const { jobs, connected, loadOlder, mayHaveMore } = useLiveJobs();
  const { models } = useModels();

  if (!jobs) return <JobGridWaiting />;
  if (jobs.length === 0)
    return (
      <div className="flex flex-col items-center gap-4 rounded-3xl border border-dashed border-edge/60 px-6 py-20 text-center">
        <Clapperboard aria-hidden className="size-10 text-accent" strokeWidth={1.5} />
        <h2 className="text-xl font-semibold">{words.jobs.empty}</h2>
        <p className="text-soft">{words.jobs.emptyText}</p>
        <LinkButton kind="main" href="/">
          {words.jobs.first}
        </LinkButton>
      </div>
    );
  return (
    <div className="flex flex-col gap-6">
      <p role="status" className="empty:hidden text-sm text-soft">
        {connected ? null : words.jobs.reconnecting}
      </p>
      <JobGrid jobs={jobs} models={models} />
      {mayHaveMore && (
        <Button onClick={loadOlder} className="self-center">
          {words.jobs.older}
        </Button>
      )}
    </div>
  );
}
