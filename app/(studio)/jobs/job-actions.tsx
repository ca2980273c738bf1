"use client";

import { RotateCcw, X } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { JobSummary } from "@/lib/schemas/job-summary";
import { retryJob } from "../_data/api";
import { problemWords } from "../_data/api-problem";
import { Lines } from "../_ui/lines";
import { jobLooks } from "../_ui/status-style";
import { Tooltip } from "../_ui/tooltip";
import { StarButton } from "./_keep/star-button";
import { CancelDialog } from "./cancel-dialog";

type Props = { job: JobSummary; onChanged: () => void };

const action =
  "grid size-9 place-items-center rounded-lg bg-black/70 text-white backdrop-blur hover:bg-black/85 disabled:opacity-60";

/** The buttons to cancel and to retry, on the card itself. */
export function JobActions({ job, onChanged }: Props) {
  const t = useTranslations();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const retry = () => {
    setBusy(true);
    setProblem(null);
    retryJob(job.id)
      .then(onChanged, (reason: unknown) => setProblem(problemWords(reason, t)))
      .finally(() => setBusy(false));
  };
  return (
    <div className="absolute top-2 right-2 flex flex-col items-end gap-1.5">
      <div className="flex gap-1.5 opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100 has-data-[state=open]:opacity-100 pointer-coarse:hidden">
        <StarButton job={job} onProblem={setProblem} />
        {(job.status === "failed" || job.status === "cancelled") && (
          <Tooltip text={t("job.retry")}>
            <button
              type="button"
              disabled={busy}
              onClick={retry}
              aria-label={t("job.retry")}
              aria-keyshortcuts="r"
              className={action}
            >
              <RotateCcw aria-hidden className="size-4" />
            </button>
          </Tooltip>
        )}
        {!jobLooks[job.status].ended && (
          <CancelDialog job={job} onCancelled={onChanged} onProblem={setProblem}>
            <Tooltip text={t("job.cancel")}>
              <button
                type="button"
                disabled={job.status === "cancelling"}
                aria-label={t("job.cancel")}
                aria-keyshortcuts="c"
                className={action}
              >
                <X aria-hidden className="size-4" />
              </button>
            </Tooltip>
          </CancelDialog>
        )}
      </div>
      {problem && (
        <p role="alert" className="max-w-48 rounded-lg bg-bad-wash px-2.5 py-1.5 text-sm text-bad">
          <Lines text={problem} />
        </p>
      )}
    </div>
  );
}
