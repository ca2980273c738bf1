"use client";

import { ChevronRight } from "lucide-react";
import { Collapsible } from "radix-ui";
import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import type { Job } from "@/lib/schemas/job";
import { BoardEditor } from "./board-editor";
import { loadDraft } from "./draft";
import { writtenStep } from "./story-steps";
import { useOnce } from "./use-once";

/** Loaded when they are opened, which is rare. */
const ScriptEditor = lazy(() => import("./script-editor"));
const StyleCard = lazy(() => import("./style-card"));

type Props = { job: Job; onSaved: () => Promise<void>; onUnsaved: (step: string, isUnsaved: boolean) => void };

/** What a film is made of before it is painted: its style, its script and its storyboard, to read and to change. */
export default function StoryPanel(props: Props) {
  const t = useTranslations("story");
  const { job } = props;
  const hasScript = useOnce(writtenStep(job, "script") !== null);
  const hasBoard = useOnce(writtenStep(job, "storyboard") !== null);
  if (!hasScript) return null;
  return (
    <section aria-labelledby="story" className="flex flex-col gap-4">
      <h2 id="story" tabIndex={-1} className="scroll-mt-20 text-xl font-semibold tracking-tight">
        {t("title")}
      </h2>
      {hasBoard && <OutOfDate job={job} />}
      {hasBoard && <BoardEditor {...props} />}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Part title={t("script")} job={job} step="script">
          <ScriptEditor {...props} />
        </Part>
        <Part title={t("style")} job={job} step="style">
          <StyleCard {...props} />
        </Part>
      </div>
    </section>
  );
}

/** A storyboard that was written for an earlier script or style, and what another one costs. */
function OutOfDate({ job }: { job: Job }) {
  const t = useTranslations();
  const format = useFormatter();
  const cost = writtenStep(job, "storyboard")?.outOfDate?.cost;
  if (cost === undefined) return null;
  const { currency } = job.cost;
  return (
    <p className="flex flex-wrap gap-x-2 rounded-2xl bg-accent-wash px-4 py-3 text-sm tabular-nums">
      <span className="font-medium">{t("story.old")}</span>
      {t("outOfDate.cost", { cost: format.number(cost, { style: "currency", currency, maximumFractionDigits: 3 }) })}
    </p>
  );
}

type PartProps = { title: string; job: Job; step: string; children: ReactNode };

/** A part that can be opened, and is open when it has a draft. It stays mounted, so that its changes stay known. */
function Part({ title, job, step, children }: PartProps) {
  const [isOpen, setOpen] = useState(false);
  const isMounted = useOnce(isOpen);
  useEffect(() => {
    if (loadDraft(job.id, step)) setOpen(true);
  }, [job.id, step]);
  return (
    <Collapsible.Root
      open={isOpen}
      onOpenChange={setOpen}
      className="group rounded-3xl bg-raised p-4 ring-1 ring-line sm:p-5"
    >
      <h3 className="text-lg font-semibold">
        <Collapsible.Trigger className="flex min-h-8 w-full items-center gap-2 rounded-sm text-left">
          <ChevronRight aria-hidden className="size-4 transition-transform group-data-[state=open]:rotate-90" />
          {title}
        </Collapsible.Trigger>
      </h3>
      <Collapsible.Content forceMount className="pt-3 data-[state=closed]:hidden">
        {isMounted && <Suspense fallback={<div className="shimmer h-32 rounded-2xl" />}>{children}</Suspense>}
      </Collapsible.Content>
    </Collapsible.Root>
  );
}
