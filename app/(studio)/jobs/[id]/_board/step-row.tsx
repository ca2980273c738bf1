"use client";

import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { stepWords } from "@/app/(studio)/_i18n/job-text";
import { useStepName } from "@/app/(studio)/_i18n/step-names";
import { Lines } from "@/app/(studio)/_ui/lines";
import { StatusBadge } from "@/app/(studio)/_ui/status-badge";
import { stepLooks } from "@/app/(studio)/_ui/status-style";
import { langOf } from "@/app/(studio)/_ui/text-language";
import { UseIn } from "@/app/(studio)/library/use-in";
import type { Job, Step } from "@/lib/schemas/job";
import { StepDialog } from "../_panels/step-dialog";
import { stateOf, useStepFacts } from "../_panels/step-facts";
import type { Shot } from "../_panels/storyboard";
import { Frame } from "../_stage/frame";
import { Preview } from "../_stage/preview";
import { useIsStoryStep } from "../_story/use-story-steps";
import { StepTakes } from "../_takes/step-takes";

/** `isPart`: of a section that has a heading of its own. */
type Props = { shot: Shot; job: Job; now: number; onStage: Set<string>; isPart?: boolean; onDone: () => void };

/**
 * A step outside the scenes, on one line: its text can be opened, and its files are shown small unless the stage shows
 * them.
 */
export function StepRow({ shot, job, now, onStage, isPart, onDone }: Props) {
  const t = useTranslations();
  const { key, part, step } = shot;
  const { currency } = job.cost;
  const status = step?.status ?? "pending";
  const facts = useStepFacts(step, now, currency);
  const isDocument = useIsStoryStep(job.model)(key);
  const Heading = isPart ? "h4" : "h3";
  const nameOf = useStepName();
  const files = step?.outputs.filter((one) => !onStage.has(one.id)) ?? [];
  const framed = files.some((one) => one.thumbnailUrl !== null);
  return (
    <div data-row data-step={key} data-status={status} className="flex items-start gap-4">
      <div className="flex min-w-0 flex-1 flex-col gap-1.5">
        <div className="flex min-h-10 flex-wrap items-center gap-x-4 gap-y-1">
          <Heading className={isPart ? "font-medium" : "text-lg font-semibold"}>
            {step ? (
              <StepDialog step={step} now={now} currency={currency}>
                <button
                  type="button"
                  aria-label={t("job.details", { name: nameOf(key) })}
                  className="rounded-sm text-left underline-offset-4 hover:underline"
                >
                  {part}
                </button>
              </StepDialog>
            ) : (
              part
            )}
          </Heading>
          <StatusBadge tone={step?.outOfDate ? "calm" : stepLooks[status].tone} label={t(stateOf(step))} />
          <span className="ml-auto text-sm text-faint tabular-nums">{facts}</span>
          {step && <StepTakes job={job} step={step} small onDone={onDone} />}
          {files[0] && <UseIn file={files[0]} name={nameOf(key)} isNarrow />}
        </div>
        {step && (step.error || stepLooks[status].phase === "now" || wasPassedOn(step)) && (
          <p className={`line-clamp-3 text-sm break-words ${step.error ? "text-bad" : "text-soft"}`}>
            <Lines text={stepWords(step, t)} />
          </p>
        )}
        {step?.text && !isDocument && <Written text={step.text} />}
      </div>
      {step?.preview && (
        <div className="h-24 shrink-0 overflow-hidden rounded-xl bg-black ring-1 ring-line">
          <Preview step={step} className="h-full w-auto animate-appear" />
        </div>
      )}
      {step && framed && (
        <div className="h-16 w-24 shrink-0 overflow-hidden rounded-xl bg-black ring-1 ring-line">
          <Frame step={step} className="object-cover" />
        </div>
      )}
    </div>
  );
}

/** The text that a step wrote, to open. */
function Written({ text }: { text: string }) {
  const t = useTranslations("job");
  const [open, setOpen] = useState(false);
  return (
    <div>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex min-h-7 items-center gap-1 rounded-sm text-sm text-soft hover:text-ink"
      >
        <ChevronRight aria-hidden className={`size-4 transition-transform ${open ? "rotate-90" : ""}`} />
        {t("wrote")}
      </button>
      {open && (
        <p lang={langOf(text)} className="max-w-prose pt-2 whitespace-pre-line break-words text-soft">
          {text}
        </p>
      )}
    </div>
  );
}

/** Whether a later provider of the list made it. */
const wasPassedOn = ({ status, tried }: Step) => status === "succeeded" && tried.length > 0;
