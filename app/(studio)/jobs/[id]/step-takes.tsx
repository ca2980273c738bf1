"use client";

import { lazy, Suspense, useState } from "react";
import type { Job, Step } from "@/lib/job";
import { jobLooks } from "../../status-looks";
import { TakesButton } from "./takes-button";

/** Rare, so it comes when it is needed. */
const Takes = lazy(() => import("./takes"));

/** What can be done about the takes of a step, once the job has stopped moving. */
export function StepTakes({ job, step, onDone }: { job: Job; step: Step; onDone: () => void }) {
  const [wanted, setWanted] = useState(false);
  const isStill = jobLooks[job.status].ended || job.status === "awaiting_review";
  if (!isStill || !step.startedAt) return null;
  if (!wanted) return <TakesButton step={step} onClick={() => setWanted(true)} />;
  return (
    <Suspense fallback={<TakesButton step={step} />}>
      <Takes jobId={job.id} step={step} currency={job.cost.currency} onDone={onDone} />
    </Suspense>
  );
}
