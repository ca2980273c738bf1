"use client";

import { Check, LoaderCircle } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { Job } from "@/lib/job";
import { approveJob } from "../../api";
import { problemWords } from "../../api-problem";
import { Button } from "../../ui/button";
import { Lines } from "../../ui/lines";

/** A job that waits for a person: what to look at, and the one click that lets it go on. */
export default function ReviewBar({ job, onApproved }: { job: Job; onApproved: (job: Job) => void }) {
  const t = useTranslations("review");
  const say = useTranslations();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const approve = () => {
    setBusy(true);
    setProblem(null);
    approveJob(job.id)
      .then(onApproved)
      .catch((reason: unknown) => setProblem(problemWords(reason, say)))
      .finally(() => setBusy(false));
  };
  return (
    <section
      aria-label={t("title")}
      className="sticky bottom-4 z-20 flex flex-wrap items-center gap-x-6 gap-y-3 rounded-3xl bg-raised p-4 shadow-lift ring-2 ring-accent sm:px-6"
    >
      <div className="min-w-0 grow basis-72">
        <h2 className="font-semibold">{t("title")}</h2>
        <p className="text-sm text-pretty text-soft">{t("text")}</p>
        <p aria-live="assertive" className="text-sm font-medium text-bad empty:hidden">
          {problem && <Lines text={problem} />}
        </p>
      </div>
      <Button kind="main" disabled={busy} onClick={approve}>
        {busy ? <LoaderCircle aria-hidden className="animate-spin" /> : <Check aria-hidden />}
        {t("approve")}
      </Button>
    </section>
  );
}
