import { ChevronRight } from "lucide-react";
import { Collapsible } from "radix-ui";
import { steadyUrl } from "../../steady-url";
import { Picture } from "../../ui/picture";
import { langOf } from "../../ui/text-language";
import { words } from "../../words";
import { StepCaption, StepError } from "./step-caption";
import type { Shot } from "./storyboard";

/** A step outside the scenes, as one line; what it wrote can be read, what it made is shown small, unless it is on the stage. */
export function StepRow({ shot, now, onStage }: { shot: Shot; now: number; onStage: Set<string> }) {
  const { step } = shot;
  const output = step?.outputs.findLast((one) => !onStage.has(one.id));
  return (
    <div data-step={shot.name} data-status={step?.status ?? "pending"} className="flex items-start gap-4">
      <div className="flex min-w-0 flex-1 flex-col gap-2">
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
          <h3 className="text-lg font-semibold">{shot.part}</h3>
          <StepCaption shot={shot} now={now} />
        </div>
        <StepError shot={shot} />
        {step?.text && (
          <Collapsible.Root className="group">
            <Collapsible.Trigger className="flex min-h-7 items-center gap-1 rounded-sm text-sm text-soft hover:text-ink">
              <ChevronRight aria-hidden className="size-4 transition-transform group-data-[state=open]:rotate-90" />
              {words.job.wrote}
            </Collapsible.Trigger>
            <Collapsible.Content className="pt-2">
              <p lang={langOf(step.text)} className="max-w-prose whitespace-pre-line break-words text-soft">
                {step.text}
              </p>
            </Collapsible.Content>
          </Collapsible.Root>
        )}
      </div>
      {output && output.type !== "audio" && (
        <div className="h-16 w-24 shrink-0 overflow-hidden rounded-xl bg-black ring-1 ring-line">
          {output.type === "image" ? (
            <Picture src={steadyUrl(output)} alt={shot.name} className="size-full object-cover" />
          ) : (
            <video
              src={steadyUrl(output)}
              muted
              playsInline
              preload="metadata"
              tabIndex={-1}
              className="size-full object-cover"
            />
          )}
        </div>
      )}
    </div>
  );
}
