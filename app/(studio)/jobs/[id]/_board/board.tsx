"use client";

import { type CSSProperties, lazy, Suspense } from "react";
import { useTranslations } from "use-intl";
import { useNow } from "@/app/(studio)/_data/server-time";
import { jobLooks } from "@/app/(studio)/_ui/status-style";
import { langOf } from "@/app/(studio)/_ui/text-language";
import { shapeOf } from "@/app/(studio)/jobs/job-picture";
import type { Job, Step } from "@/lib/schemas/job";
import { isAhead, type Section } from "../_panels/storyboard";
import { ShotCard } from "./shot-card";
import { StepRow } from "./step-row";

/** Loaded on demand, because it is rare. */
const UnconfirmedPanel = lazy(() => import("../_panels/unconfirmed-panel"));

type Props = { sections: Section[]; job: Job; onDone: () => void };

/** The storyboard: a row per section, with its text and its shots side by side. */
export function Board({ sections, job, onDone }: Props) {
  const t = useTranslations("job");
  const { ended } = jobLooks[job.status];
  const now = useNow(1000, !ended);
  const onStage = new Set(job.outputs.map((output) => output.id));
  return (
    <section aria-label={t("steps")}>
      <ol className="grid gap-4 xl:grid-cols-2">
        {sections.map((section) => (
          <li
            key={section.title}
            className={`flex min-w-0 flex-col gap-4 rounded-3xl bg-raised p-4 ring-1 ring-line sm:p-5 ${
              isLong(section) ? "" : "xl:col-span-2"
            }`}
          >
            {isLong(section) ? (
              <LongSection section={section} job={job} now={now} onStage={onStage} onDone={onDone} />
            ) : section.grouped ? (
              <Row section={section} job={job} now={now} onDone={onDone} />
            ) : (
              section.shots.map((shot) => (
                <StepRow key={shot.key} shot={shot} job={job} now={now} onStage={onStage} onDone={onDone} />
              ))
            )}
            {section.shots.map(
              ({ key, part, step }) =>
                step &&
                needsWord(step, now) && (
                  <Suspense key={key}>
                    <UnconfirmedPanel jobId={job.id} step={step} part={part} onResolved={onDone} />
                  </Suspense>
                ),
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** More parts of a scene than fit side by side as cards. */
const mostCards = 3;
const isLong = ({ grouped, shots }: Section) => grouped && shots.length > mostCards;

function LongSection({ section: { title, shots }, ...rest }: RowProps & { onStage: Set<string> }) {
  return (
    <>
      <h3 className="text-lg font-semibold">{title}</h3>
      <ul className="flex flex-col divide-y divide-line">
        {shots.map((shot) => (
          <li key={shot.key} className="py-1">
            <StepRow shot={shot} isPart {...rest} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** Whether a person can act on a step: now, or since the page last received it. */
const needsWord = ({ actions, status, silentAt }: Step, now: number) =>
  actions.length > 0 || (status === "waiting" && silentAt !== null && Date.parse(silentAt) <= now);

type RowProps = { section: Section; job: Job; now: number; onDone: () => void };

function Row({ section, job, now, onDone }: RowProps) {
  const { title, text, others, shots } = section;
  const shape = shapeOf(job);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4 break-words md:grid-cols-[minmax(0,1fr)_auto] md:gap-6">
      <div className="flex flex-col gap-2">
        <h3 className="text-lg font-semibold">{title}</h3>
        {/* On a small screen the text is above the shots; its space is reserved before it arrives. */}
        <div className="h-30 md:h-auto">
          {text ? (
            <p
              lang={langOf(text)}
              title={text}
              className="line-clamp-5 animate-appear text-pretty text-soft max-w-prose md:line-clamp-9"
            >
              {text}
            </p>
          ) : (
            !jobLooks[job.status].ended && shots.some(isAhead) && <TextAhead />
          )}
        </div>
        {others.map(({ part, text }) => (
          <p
            key={part}
            lang={langOf(text)}
            title={text}
            className="line-clamp-3 max-w-prose text-sm text-pretty text-soft"
          >
            <span className="font-medium">{part}: </span>
            {text}
          </p>
        ))}
      </div>
      <ul className="grid grid-cols-2 gap-3 md:flex md:gap-5">
        {shots.map((shot) => (
          <li
            key={shot.key}
            className="min-w-0 md:w-[min(calc(16rem*var(--shape)),30vw)]"
            style={{ "--shape": shape } as CSSProperties}
          >
            <ShotCard shot={shot} now={now} shape={shape} job={job} onDone={onDone} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function TextAhead() {
  return (
    <div aria-hidden className="flex flex-col gap-2.5 pt-1">
      <div className="shimmer h-3.5 rounded" />
      <div className="shimmer h-3.5 w-11/12 rounded" />
      <div className="shimmer h-3.5 w-2/3 rounded" />
    </div>
  );
}
