"use client";

import { Check, CircleAlert } from "lucide-react";
import { useTranslations } from "use-intl";
import { stepWords } from "@/app/(studio)/_i18n/job-text";
import { Lines } from "@/app/(studio)/_ui/lines";
import { stepLooks } from "@/app/(studio)/_ui/status-style";
import { shapeOf } from "@/app/(studio)/jobs/job-picture";
import type { Job, Step } from "@/lib/schemas/job";
import { StepDialog } from "../_panels/step-dialog";
import { stateOf, useStepFacts } from "../_panels/step-facts";
import { SceneTakes } from "../_takes/scene-takes";
import { Frame } from "./frame";
import { Preview } from "./preview";
import { currentShot, type Scene, type Seen } from "./scenes";

type Props = {
  scene: Scene;
  seen: Seen | null;
  job: Job;
  now: number;
  small: boolean;
  /** Whether it is chosen; null while no shots are being chosen. */
  chosen: boolean | null;
  onChoose: () => void;
  onDone: () => void;
};

/** One shot of the filmstrip. Every line has its space from the beginning, so that nothing moves. */
export function SceneCard({ scene, seen, job, now, small, chosen, onChoose, onDone }: Props) {
  const t = useTranslations("watch");
  const shot = currentShot(scene);
  const step = shot?.step ?? null;
  const opened = seen?.step ?? step;
  const phase = step ? stepLooks[step.status].phase : "ahead";
  const isDone = scene.shots.every(({ step }) => step && stepLooks[step.status].phase === "done" && !step.outOfDate);
  const look = `relative block w-full overflow-hidden ring-1 ring-line ${small ? "rounded-xl" : "rounded-2xl"} ${
    seen ? "bg-black" : phase === "now" ? "shimmer" : "bg-sunken"
  } ${chosen ? "ring-3 ring-accent" : ""}`;
  const shape = { aspectRatio: shapeOf(job) };
  const frame = (
    <>
      {seen && (
        <Frame
          step={seen.step}
          file={seen.file}
          poster={seen.poster}
          className={`object-cover transition-opacity duration-500 ${seen.isOld ? "opacity-40" : ""}`}
        />
      )}
      {step && <Preview step={step} className="absolute inset-0 size-full animate-appear object-contain" />}
      {step && phase === "now" && step.progress !== null && <Bar value={step.progress} />}
      {step?.status === "failed" && <Failed step={step} isSmall={small} isOver={seen !== null} />}
    </>
  );
  return (
    <figure data-scene={scene.title} className="flex flex-col gap-1">
      {chosen !== null ? (
        <label className={`${look} has-focus-visible:outline-2 has-focus-visible:outline-accent`} style={shape}>
          {frame}
          <input
            type="checkbox"
            checked={chosen}
            aria-label={t("choose", { title: scene.title })}
            onChange={onChoose}
            className="absolute inset-0 z-10 size-full cursor-pointer opacity-0"
          />
          <span
            aria-hidden
            className={`absolute top-2 left-2 grid size-6 place-items-center rounded-full ring-2 ring-white ${chosen ? "bg-accent text-on-accent" : "bg-black/40"}`}
          >
            {chosen && <Check className="size-4" />}
          </span>
        </label>
      ) : opened ? (
        <StepDialog step={opened} now={now} currency={job.cost.currency}>
          <button type="button" aria-label={t("open", { title: scene.title })} className={look} style={shape}>
            {frame}
          </button>
        </StepDialog>
      ) : (
        <div className={look} style={shape} />
      )}
      <figcaption className={`flex flex-col ${small ? "text-xs" : "text-sm"}`}>
        <span className="flex min-h-7 items-center justify-between gap-1">
          <span className="flex min-w-0 items-center gap-1 font-medium">
            <span className="truncate">{scene.title}</span>
            {isDone && <Check aria-label={t("done")} className="size-3.5 shrink-0 text-good" />}
          </span>
          <SceneTakes scene={scene} job={job} onDone={onDone} />
        </span>
        {!(small && isDone) && (
          <State part={shot?.part ?? ""} step={step} isDone={isDone} now={now} currency={job.cost.currency} />
        )}
      </figcaption>
    </figure>
  );
}

type StateProps = { part: string; step: Step | null; isDone: boolean; now: number; currency: string };

/** What is being made of the shot, and how far it is, on one line. */
function State({ part, step, isDone, now, currency }: StateProps) {
  const t = useTranslations();
  const facts = useStepFacts(step, now, currency);
  const phase = step ? stepLooks[step.status].phase : "ahead";
  const state = phase === "now" && facts ? facts : t(stateOf(step));
  return (
    <span
      title={`${part} · ${state}`}
      className={`h-5 truncate tabular-nums ${step?.status === "failed" ? "text-bad" : phase === "now" ? "text-accent" : "text-faint"}`}
    >
      {!isDone && (
        <>
          <span className="max-sm:sr-only">{part} · </span>
          {state}
        </>
      )}
    </span>
  );
}

const Bar = ({ value }: { value: number }) => (
  <span className="absolute inset-x-2 bottom-2 h-1 overflow-hidden rounded-full bg-black/50">
    <span
      className="block h-full origin-left rounded-full bg-white forced-colors:bg-[CanvasText] transition-transform duration-700"
      style={{ transform: `scaleX(${value})` }}
    />
  </span>
);

function Failed({ step, isSmall, isOver }: { step: Step; isSmall: boolean; isOver: boolean }) {
  const t = useTranslations();
  return (
    <span
      className={`absolute inset-0 flex flex-col items-center justify-center gap-1 p-2 text-center text-xs ${isOver ? "bg-black/70 text-white" : "bg-bad-wash text-bad"}`}
    >
      <CircleAlert aria-hidden className="size-5 shrink-0" />
      {!isSmall && (
        <span className="line-clamp-3 max-w-full break-words">
          <Lines text={stepWords(step, t)} />
        </span>
      )}
    </span>
  );
}
