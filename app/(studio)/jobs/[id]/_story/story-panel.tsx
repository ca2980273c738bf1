"use client";

import { ChevronRight } from "lucide-react";
import { Collapsible } from "radix-ui";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import type { Job } from "@/lib/schemas/job";
import { BoardEditor } from "./board-editor";
import { ScriptEditor } from "./script-editor";
import { writtenStep } from "./story-steps";
import { StyleCard } from "./style-card";

type Props = { job: Job; onSaved: () => void; onUnsaved: (step: string, isUnsaved: boolean) => void };

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
      {hasBoard && <BoardEditor {...props} />}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Part title={t("script")}>
          <ScriptEditor {...props} />
        </Part>
        <Part title={t("style")}>
          <StyleCard {...props} />
        </Part>
      </div>
    </section>
  );
}

/** Whether it is true or was: while a text is written again, its editor keeps the previous text. */
function useOnce(is: boolean): boolean {
  const [was, setWas] = useState(is);
  if (is && !was) setWas(true);
  return is || was;
}

/** A part that can be opened. It stays mounted, so that its draft is known while it is closed. */
function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Collapsible.Root className="group rounded-3xl bg-raised p-4 ring-1 ring-line sm:p-5">
      <h3 className="text-lg font-semibold">
        <Collapsible.Trigger className="flex min-h-8 w-full items-center gap-2 rounded-sm text-left">
          <ChevronRight aria-hidden className="size-4 transition-transform group-data-[state=open]:rotate-90" />
          {title}
        </Collapsible.Trigger>
      </h3>
      <Collapsible.Content forceMount className="pt-3 data-[state=closed]:hidden">
        {children}
      </Collapsible.Content>
    </Collapsible.Root>
  );
}
