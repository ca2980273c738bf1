"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { chooseTake, quoteChoice, quoteRetake, retakeStep } from "@/app/(studio)/_data/api";
import { problemWords } from "@/app/(studio)/_data/api-problem";
import { Lines } from "@/app/(studio)/_ui/lines";
import type { Job, Step } from "@/lib/schemas/job";
import { useHasEditor } from "../_story/use-story-steps";
import { CompareTakes } from "./compare-takes";
import { EditFile } from "./edit-file";
import { EditText } from "./edit-text";
import { RetakeForm } from "./retake-form";
import { TakeCard } from "./take-card";

/** `onDone`: a take was chosen, given or begun. */
type Props = { job: Job; step: Step; onDone: () => void };

/** The takes of a step side by side, and the ways to another one: a new prompt or seed, an own text or file. */
export function TakesPanel({ job, step, onDone }: Props) {
  const { id: jobId, cost } = job;
  const say = useTranslations();
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const hasEditor = useHasEditor(job.model)(step.key);
  const [made] = step.outputs;
  const begin = (asked: Promise<unknown>) => {
    setBusy(true);
    setProblem(null);
    asked
      .then(onDone)
      .catch((reason: unknown) => setProblem(problemWords(reason, say)))
      .finally(() => setBusy(false));
  };
  return (
    <div className="flex flex-col gap-6">
      {step.takes.length > 1 && (
        <>
          <CompareTakes takes={step.takes} />
          <ul className="grid grid-cols-2 gap-3 p-0.5 sm:grid-cols-3 sm:gap-4 lg:grid-cols-4">
            {step.takes.map((take) => (
              <TakeCard
                service={step.service}
                key={take.number}
                take={take}
                currency={cost.currency}
                busy={busy}
                onQuote={() => quoteChoice(jobId, step.key, take.number)}
                onChoose={() => begin(chooseTake(jobId, step.key, take.number))}
              />
            ))}
          </ul>
        </>
      )}
      <RetakeForm
        step={step}
        alone={job.status === "completed"}
        busy={busy}
        onQuote={(candidates) => quoteRetake(jobId, step.key, candidates)}
        onRetake={(changes) => begin(retakeStep(jobId, step.key, changes))}
      />
      {step.text !== null && !hasEditor && <EditText jobId={jobId} step={step.key} text={step.text} onDone={onDone} />}
      {made && (
        <EditFile jobId={jobId} step={step.key} field={made.field ?? made.type} type={made.type} onDone={onDone} />
      )}
      <p aria-live="assertive" className="text-sm font-medium text-bad empty:hidden">
        {problem && <Lines text={problem} />}
      </p>
    </div>
  );
}
