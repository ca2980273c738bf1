"use client";

import { lazy, Suspense, useState } from "react";
import { jobLooks } from "@/app/(studio)/_ui/status-style";
import type { Job, Step } from "@/lib/schemas/job";
import { TakesButton } from "./takes-button";

/** Loaded on demand, because it is rare. */
const Takes = lazy(() => import("./takes"));

/** `small`: on a narrow screen only an icon. */
type Props = { job: Job; step: Step; small?: boolean; onDone: () => void };

/** The actions on the takes of a step, once the job has ended or waits for a review. */
export function StepTakes({ job, step, small, onDone }: Props) {
  const [wanted, setWanted] = useState(false);
  const isStill = jobLooks[job.status].ended || job.status === "awaiting_review";
  if (wanted && !isStill) setWanted(false); // so that it does not open again when the job ends
  if (!isStill || !step.startedAt) return null;
  if (!wanted) return <TakesButton step={step} small={small} onClick={() => setWanted(true)} />;
  return (
    <Suspense fallback={<TakesButton step={step} small={small} />}>
      <Takes job={job} step={step} small={small} onDone={onDone} />
    </Suspense>
  );
}
