import { stepWords } from "../../status-words";
import { StatusBadge } from "../../ui/status-badge";
import { stepFacts } from "./step-facts";
import type { Shot } from "./storyboard";

/** A step's status in words, with queue place, attempts and time. */
export function StepCaption({ shot, now }: { shot: Shot; now: number }) {
  const { step } = shot;
  const { label, tone } = stepWords[step?.status ?? "pending"];
  const facts = step ? stepFacts(step, now) : [];
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
      <StatusBadge tone={tone} label={label} />
      {facts.length > 0 && <span className="text-sm text-faint tabular-nums">{facts.join(" · ")}</span>}
    </span>
  );
}

/** What went wrong, in the service's own words. */
export function StepError({ shot }: { shot: Shot }) {
  const error = shot.step?.error;
  return error ? <p className="text-sm break-words text-bad">{error.message}</p> : null;
}
