"use client";

import { useState } from "react";
import type { Job } from "@/lib/job";
import { type ApiProblem, cancelJob } from "../../api";
import { Button } from "../../ui/button";
import { words } from "../../words";
import { Confirm } from "./confirm";

type Props = { id: string; waiting: boolean; onCancelled: (job: Job) => void };

export function CancelButton({ id, waiting, onCancelled }: Props) {
  const [problem, setProblem] = useState<string | null>(null);
  const cancel = () => cancelJob(id).then(onCancelled, (reason: ApiProblem) => setProblem(reason.message));
  return (
    <>
      <Confirm
        trigger={
          <Button disabled={waiting} className="col-span-2">
            {words.job.cancel}
          </Button>
        }
        title={words.job.cancelTitle}
        text={words.job.cancelText}
        yes={words.job.cancelYes}
        no={words.job.cancelNo}
        onYes={cancel}
      />
      {problem && (
        <p role="alert" className="col-span-2 text-sm text-bad">
          {problem}
        </p>
      )}
    </>
  );
}
