"use client";

import { useFormatter, useTranslations } from "use-intl";
import { useServiceTitles } from "@/app/(studio)/_data/models";
import { secondsBetween, useTimeWords } from "@/app/(studio)/_i18n/format-time";
import { ownWords, stepWords, takeWords, triedWords } from "@/app/(studio)/_i18n/job-text";
import { useStepName } from "@/app/(studio)/_i18n/step-names";
import { Lines } from "@/app/(studio)/_ui/lines";
import { CopyText } from "@/app/(studio)/jobs/[id]/_panels/copy-button";
import type { Job } from "@/lib/schemas/job";
import { type LogEntry, logOf } from "./log-entries";

/** What happened, line by line with its time; can be copied for whoever helps. */
export default function Log({ job }: { job: Job }) {
  const t = useTranslations("job.log");
  const { dayTime, clockTime } = useTimeWords();
  const wordsOf = useLogWords(job);
  const nameOf = useStepName();
  const lines = logOf(job).map((entry, number) => ({
    key: `${entry.at} ${number}`, // several things may happen to a step at once
    at: entry.at,
    name: "step" in entry && nameOf(entry.step.key),
    words: wordsOf(entry),
  }));
  const text = () => lines.map(({ at, name, words }) => [at, name, words].filter(Boolean).join("  ")).join("\n");
  return (
    <section aria-label={t("title")} className="flex flex-col gap-3">
      <ol className="divide-y divide-line rounded-3xl bg-raised px-4 py-1 text-sm ring-1 ring-line sm:px-5">
        {lines.map(({ key, at, name, words }) => (
          <li
            key={key}
            className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-0.5 py-2 sm:grid-cols-[6.5rem_11rem_minmax(0,1fr)]"
          >
            <time dateTime={at} title={dayTime(at)} className="text-faint tabular-nums">
              {clockTime(at)}
            </time>
            <span className="truncate text-soft">{name}</span>
            <span className="min-w-0 break-words max-sm:col-span-2">
              <Lines text={words} />
            </span>
          </li>
        ))}
      </ol>
      <CopyText text={text} label={t("copy")} className="w-fit" />
    </section>
  );
}

function useLogWords(job: Job): (entry: LogEntry) => string {
  const t = useTranslations();
  const format = useFormatter();
  const { duration } = useTimeWords();
  const titleOf = useServiceTitles();
  const usd = (cost: number) =>
    format.number(cost, { style: "currency", currency: job.cost.currency, maximumFractionDigits: 4 });
  return (entry) => {
    if (!("step" in entry)) return entry.what === "ended" ? t(`status.job.${job.status}`) : t(`job.log.${entry.what}`);
    const { step } = entry;
    if (entry.what === "sent") return t("job.log.sent", { to: step.provider ?? titleOf(step.service) });
    if (entry.what === "take")
      return t("job.log.take", { n: entry.take.number, words: takeWords(entry.take, step.service, t) });
    if (entry.what === "tried")
      return t("job.triedOne", {
        what: triedWords(entry.tried, t),
        reason: ownWords(entry.tried.reason, entry.tried.provider),
      });
    const { status, startedAt, finishedAt, cost } = step;
    const facts: string[] = [];
    if (status === "succeeded" && startedAt && finishedAt) facts.push(duration(secondsBetween(startedAt, finishedAt)));
    if (cost > 0) facts.push(usd(cost));
    return `${stepWords(step, t)} ${facts.join(" · ")}`.trim();
  };
}
