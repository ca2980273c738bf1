"use client";

import { RotateCcw } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { Job } from "@/lib/job";
import { retryJob } from "../../api";
import { problemWords } from "../../api-problem";
import { Button } from "../../ui/button";
import { Lines } from "../../ui/lines";
import { Tooltip } from "../../ui/tooltip";

/** Goes on from what failed; a refusal takes the place of the button's hint. */
export function RetryButton({ id, onRetried }: { id: string; onRetried: (job: Job) => void }) {
  const t = useTranslations();
  const [state, setState] = useState<{ busy: boolean; problem: string | null }>({ busy: false, problem: null });
  const retry = () => {
    setState({ busy: true, problem: null });
    retryJob(id).then(onRetried, (reason: unknown) => setState({ busy: false, problem: problemWords(reason, t) }));
  };
  return (
    <div className="flex shrink-0 flex-col gap-1.5 sm:items-end">
      {state.problem && (
        <p role="alert" className="max-w-64 text-sm text-bad">
          <Lines text={state.problem} />
        </p>
      )}
      <Tooltip text={t("job.retryText")}>
        <Button kind="main" disabled={state.busy} onClick={retry} aria-keyshortcuts="r">
          <RotateCcw aria-hidden />
          {t("job.retry")}
        </Button>
      </Tooltip>
    </div>
  );
}
