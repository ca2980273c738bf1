"use client";

import { lazy, Suspense, useState } from "react";
import { jobLooks } from "@/app/(studio)/_ui/status-style";
import type { Job, Step } from "@/lib/schemas/job";
import { TakesButton } from "./takes-button";

/** Rare, so it comes when it is needed. */
const Takes = lazy(() => import("./takes"));

/** `small`: a picture alone where the screen is narrow. */
type Props = { job: Job; step: Step; small?: boolean; onDone: () => void };

/** What can be done about the takes of a step, once the job has stopped moving. */
export function StepTakes({ job, step, small, onDone }: Props) {
  const [wanted, setWanted] = useState(false);
  const isStill = jobLooks[job.status].ended || job.status === "awaiting_review";
  if (wanted && !isStill) setWanted(false); // what was opened is not opened again when the job ends
  if (!isStill || !step.startedAt) return null;
  if (!wanted) return <TakesButton step={step} small={small} onClick={() => setWanted(true)} />;
  return (
    <Suspense fallback={<TakesButton step={step} small={small} />}>
      <Takes job={job} step={step} small={small} onDone={onDone} />
    </Suspense>
  );
}
