"use client";

import { Ban, CircleAlert, Download } from "lucide-react";
import { useTranslations } from "use-intl";
import { stepWords } from "@/app/(studio)/_i18n/job-text";
import { useStepName } from "@/app/(studio)/_i18n/step-names";
import { FileButton } from "@/app/(studio)/_ui/button";
import { Lines } from "@/app/(studio)/_ui/lines";
import { useSaving } from "@/app/(studio)/_ui/saved-by-job";
import { StatusBadge } from "@/app/(studio)/_ui/status-badge";
import { stepLooks } from "@/app/(studio)/_ui/status-style";
import { Tooltip } from "@/app/(studio)/_ui/tooltip";
import { UseIn } from "@/app/(studio)/library/use-in";
import type { Job, Step } from "@/lib/schemas/job";
import { StepDialog } from "../_panels/step-dialog";
import { stateOf, useStepFacts } from "../_panels/step-facts";
import type { Shot } from "../_panels/storyboard";
import { Frame } from "../_stage/frame";
import { Preview } from "../_stage/preview";
import { StepTakes } from "../_takes/step-takes";

type Props = { shot: Shot; now: number; shape: number; job: Job; onDone: () => void };

/**
 * One shot of the storyboard: its frame (shimmering while the step runs), its title, its status. Every line has its
 * space from the beginning, so that nothing moves.
 */
export function ShotCard({ shot, now, shape, job, onDone }: Props) {
  const t = useTranslations();
  const { key, part, step } = shot;
  const { currency } = job.cost;
  const nameOf = useStepName();
  const { saveUrl } = useSaving();
  const saveIt = t("job.saveOne", { name: nameOf(key) });
  const file = step?.outputs[0];
  const status = step?.status ?? "pending";
  const facts = useStepFacts(step, now, currency);
  const { tone, phase } = stepLooks[status];
  const look = `relative block w-full overflow-hidden rounded-2xl ring-1 ring-line ${
    step?.outputs.length ? "bg-black" : phase === "now" ? "shimmer" : "bg-sunken"
  }`;
  return (
    <figure data-row data-step={key} data-status={status} className="flex flex-col gap-2.5">
      {step ? (
        <StepDialog step={step} now={now} currency={currency}>
          <button
            type="button"
            aria-label={t("job.details", { name: nameOf(key) })}
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
          <StatusBadge tone={step?.outOfDate ? "calm" : tone} label={t(stateOf(step))} className="w-fit max-w-full" />
        </span>
        <span className="h-5 truncate text-sm text-faint tabular-nums" title={facts}>
          {facts}
        </span>
        <span className="flex min-h-10 flex-wrap items-center justify-between sm:gap-2">
          {step && <StepTakes job={job} step={step} onDone={onDone} />}
          {file && <UseIn file={file} name={nameOf(key)} isNarrow className="ml-auto" />}
          {file && (
            <Tooltip text={saveIt}>
              <FileButton
                kind="quiet"
                size="icon"
                href={saveUrl(file, nameOf(key))}
                download
                aria-label={saveIt}
                className="-mr-3"
              >
                <Download aria-hidden />
              </FileButton>
            </Tooltip>
          )}
        </span>
      </figcaption>
    </figure>
  );
}

/** An empty frame: the step's state or failure, in the service's own words. */
function Without({ step }: { step: Step }) {
  const t = useTranslations();
  const { phase } = stepLooks[step.status];
  if (phase === "now")
    return (
      <span className="absolute inset-0 flex flex-col justify-end p-3 text-center text-sm text-soft">
        <Preview step={step} className="absolute inset-0 size-full animate-appear object-contain" />
        <span
          className={`relative break-words ${step.preview ? "line-clamp-1 rounded-lg bg-raised/85 px-2" : "line-clamp-4"}`}
        >
          <Lines text={stepWords(step, t)} />
        </span>
        {step.progress !== null && (
          <span className="relative mt-2 block h-1 overflow-hidden rounded-full bg-line">
            <span
              className="block h-full rounded-full bg-accent transition-[width] duration-700"
              style={{ width: `${Math.round(step.progress * 100)}%` }}
            />
          </span>
        )}
      </span>
    );
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
