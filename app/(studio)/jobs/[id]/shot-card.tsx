"use client";

import { Ban, CircleAlert } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslations } from "use-intl";
import type { Job, Step } from "@/lib/job";
import { stepWords } from "../../job-words";
import { jobLooks, stepLooks } from "../../status-looks";
import { useStepName } from "../../step-names";
import { Lines } from "../../ui/lines";
import { StatusBadge } from "../../ui/status-badge";
import { Frame } from "./frame";
import { StepDialog } from "./step-dialog";
import { useStepFacts } from "./step-facts";
import type { Shot } from "./storyboard";
import { TakesButton } from "./takes-button";

type Props = { shot: Shot; now: number; shape: number; job: Job; onStarted: (job: Job) => void };

/** Rare, so it comes when it is needed. */
const Takes = lazy(() => import("./takes"));

/**
 * One shot of the storyboard: its frame (shimmering while it is made), its name, its status. Every line of it has its
 * room from the beginning.
 */
export function ShotCard({ shot, now, shape, job, onStarted }: Props) {
  const t = useTranslations();
  const { name, part, step } = shot;
  const { currency } = job.cost;
  const nameOf = useStepName();
  const isStill = jobLooks[job.status].ended || job.status === "awaiting_review";
  const status = step?.status ?? "pending";
  const facts = useStepFacts(step, now, currency);
  const { tone, phase } = stepLooks[status];
  const look = `relative block w-full overflow-hidden rounded-2xl ring-1 ring-line ${
    step?.outputs.length ? "bg-black" : phase === "now" ? "shimmer" : "bg-sunken"
  }`;
  return (
    <figure data-row data-step={name} data-status={status} className="flex flex-col gap-2.5">
      {step ? (
        <StepDialog step={step} now={now} currency={currency}>
          <button
            type="button"
            aria-label={t("job.details", { name: nameOf(name) })}
            className={look}
            style={{ aspectRatio: shape }}
          >
            {step.outputs.length > 0 ? <Frame step={step} /> : <Without step={step} />}
          </button>
        </StepDialog>
      ) : (
        <div className={look} style={{ aspectRatio: shape }} />
      )}
      <figcaption className="flex flex-col gap-1">
        <span className="flex flex-col gap-1 sm:flex-row sm:items-center sm:justify-between sm:gap-3">
          <span className="truncate font-medium">{part}</span>
          <StatusBadge tone={tone} label={t(`status.step.${status}`)} className="w-fit max-w-full" />
        </span>
        <span className="h-5 truncate text-sm text-faint tabular-nums" title={facts}>
          {facts}
        </span>
        {isStill && step?.startedAt && <ShotTakes job={job} step={step} onStarted={onStarted} />}
      </figcaption>
    </figure>
  );
}

function ShotTakes({ job, step, onStarted }: { job: Job; step: Step; onStarted: (job: Job) => void }) {
  const [wanted, setWanted] = useState(false);
  if (!wanted) return <TakesButton step={step} onClick={() => setWanted(true)} />;
  return (
    <Suspense fallback={<TakesButton step={step} />}>
      <Takes jobId={job.id} step={step} onStarted={onStarted} />
    </Suspense>
  );
}

/** A frame that stays empty: why, in the service's own words. */
function Without({ step }: { step: Step }) {
  const t = useTranslations();
  if (step.status !== "failed" && step.status !== "cancelled") return null;
  const failed = step.status === "failed";
  const Icon = failed ? CircleAlert : Ban;
  return (
    <span
      className={`absolute inset-0 flex flex-col items-center justify-center gap-1.5 p-3 text-sm ${failed ? "text-bad" : "text-soft"}`}
    >
      <Icon aria-hidden className="size-6 shrink-0" />
      <span className="line-clamp-3 max-w-full break-words">
        <Lines text={stepWords(step, t)} />
      </span>
    </span>
  );
}
