"use client";

import { RotateCcw } from "lucide-react";
import { useState } from "react";
import type { Job } from "@/lib/job";
import { type ApiProblem, retryJob } from "../../api";
import { Button } from "../../ui/button";
import { words } from "../../words";

export function RetryButton({ id, onRetried }: { id: string; onRetried: (job: Job) => void }) {
  const [state, setState] = useState<{ busy: boolean; problem: string | null }>({ busy: false, problem: null });
  const retry = () => {
    setState({ busy: true, problem: null });
    retryJob(id).then(onRetried, (reason: ApiProblem) => setState({ busy: false, problem: reason.message }));
  };
  return (
    <>
      <Button kind="main" disabled={state.busy} onClick={retry} className="col-span-2 min-h-12 text-base">
        <RotateCcw aria-hidden />
        {words.job.retry}
      </Button>
      <p className="col-span-2 text-center text-sm text-pretty text-faint">{words.job.retryText}</p>
      {state.problem && (
        <p role="alert" className="col-span-2 text-sm text-bad">
          {state.problem}
        </p>
      )}
    </>
  );
}
