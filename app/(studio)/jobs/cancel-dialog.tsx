"use client";

import type { ReactNode } from "react";
import { useFormatter, useTranslations } from "use-intl";
import type { JobSummary } from "@/lib/schemas/job-summary";
import { cancelJob } from "../_data/api";
import { problemWords } from "../_data/api-problem";
import { useStepNames } from "../_i18n/step-names";
import { Confirm } from "../_ui/confirm";

type Props = {
  job: Pick<JobSummary, "id" | "model" | "working" | "progress">;
  onCancelled: () => void;
  onProblem: (sentence: string | null) => void;
  children: ReactNode;
};

/** Asks for confirmation of a cancel and shows its effects: running work at the services, and finished steps. */
export function CancelDialog({ job, onCancelled, onProblem, children }: Props) {
  const t = useTranslations();
  const format = useFormatter();
  const nameOf = useStepNames(job.model);
  const { working: held, progress } = job;
  const cancel = () => {
    onProblem(null);
    cancelJob(job.id).then(onCancelled, (reason: unknown) => onProblem(problemWords(reason, t)));
  };
  return (
    <Confirm
      trigger={children}
      title={t("job.cancelTitle")}
      text={
        <>
          {t("job.cancelRunning", {
            n: held.length,
            names: format.list(held.map(({ key }) => nameOf(key))),
          })}{" "}
          {t("job.cancelDone", { n: progress.stepsDone })} {held.length > 0 && t("job.cancelLate")}
        </>
      }
      yes={t("job.cancelYes")}
      no={t("job.cancelNo")}
      onYes={cancel}
    />
  );
}
