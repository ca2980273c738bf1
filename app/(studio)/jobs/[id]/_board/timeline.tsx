"use client";

import { useTranslations } from "use-intl";
import { useNow } from "@/app/(studio)/_data/server-time";
import { clock, useTimeWords } from "@/app/(studio)/_i18n/format-time";
import { useStepName } from "@/app/(studio)/_i18n/step-names";
import { jobLooks, stepLooks } from "@/app/(studio)/_ui/status-style";
import type { Job, Step } from "@/lib/schemas/job";
import { type Bar, barsOf } from "./bars";

const colours: Record<"ahead" | "now" | "done" | "over", string> = {
  ahead: "bg-sunken",
  now: "bg-accent animate-pulse-dot",
  done: "bg-good",
  over: "bg-edge",
};

/** When each step ran, drawn to scale; screen readers get a table. */
export function Timeline({ job }: { job: Job }) {
  const t = useTranslations("job.timeline");
  const { duration } = useTimeWords();
  const nameOf = useStepName();
  const now = useNow(1000, !jobLooks[job.status].ended);
  const { bars, seconds, cuts } = barsOf(job, now);
  return (
    <section aria-label={t("title")} className="flex flex-col gap-3">
      <p className="text-sm text-faint">{t(cuts.length > 0 ? "textCut" : "text")}</p>
      <div className="rounded-3xl bg-raised p-4 ring-1 ring-line sm:p-5">
        <table aria-labelledby="timeline" className="w-full table-fixed text-sm">
          <thead className="text-xs text-faint">
            <tr>
              <th scope="col" className="w-2/5 pb-2 text-left font-normal sm:w-52">
                {t("step")}
              </th>
              <th scope="col" className="pb-2 font-normal">
                <span className="sr-only">{t("when")}</span>
                <span aria-hidden className="flex justify-between tabular-nums">
                  <span>0:00</span>
                  <span>{clock(seconds / 2)}</span>
                  <span>{clock(seconds)}</span>
                </span>
              </th>
              <th scope="col" className="w-20 pb-2 text-right font-normal">
                {t("took")}
              </th>
            </tr>
          </thead>
          <tbody>
            {bars
              .filter(({ span }) => span)
              .map((bar) => (
                <tr key={bar.step.key}>
                  <th
                    scope="row"
                    title={nameOf(bar.step.key)}
                    className="truncate py-1 pr-3 text-left font-normal text-soft"
                  >
                    {nameOf(bar.step.key)}
                  </th>
                  <td className="py-1">
                    <Strip bar={bar} seconds={seconds} cuts={cuts} />
                  </td>
                  <td className="truncate py-1 pl-3 text-right text-faint tabular-nums">
                    {bar.span && duration(bar.span.to - bar.span.from)}
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Strip({ bar: { step, span }, seconds, cuts }: { bar: Bar; seconds: number; cuts: number[] }) {
  const t = useTranslations("job.timeline");
  const percent = (s: number) => `${(s / Math.max(seconds, 0.001)) * 100}%`;
  return (
    <span className="relative block h-3 rounded-full bg-sunken">
      {cuts.map((cut) => (
        <span
          key={cut}
          aria-hidden
          className="absolute -inset-y-1 border-l border-dashed border-edge"
          style={{ left: percent(cut) }}
        />
      ))}
      {span && (
        <>
          <span
            aria-hidden
            className={`absolute inset-y-0 min-w-1.5 rounded-full forced-colors:bg-[CanvasText] ${colourOf(step)}`}
            style={{ left: percent(span.from), width: percent(span.to - span.from) }}
          />
          <span className="sr-only">
            {step.finishedAt
              ? t("span", { from: clock(span.from), to: clock(span.to) })
              : t("since", { from: clock(span.from) })}
          </span>
        </>
      )}
    </span>
  );
}

const colourOf = (step: Step) => (step.status === "failed" ? "bg-bad" : colours[stepLooks[step.status].phase]);
