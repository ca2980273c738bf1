"use client";

import { AlertDialog } from "radix-ui";
import { useState } from "react";
import type { Job } from "@/lib/job";
import { type ApiProblem, cancelJob } from "../../api";
import { Button } from "../../ui/button";
import { words } from "../../words";

type Props = { id: string; waiting: boolean; onCancelled: (job: Job) => void };

export function CancelButton({ id, waiting, onCancelled }: Props) {
  const [problem, setProblem] = useState<string | null>(null);
  const cancel = () => cancelJob(id).then(onCancelled, (reason: ApiProblem) => setProblem(reason.message));
  return (
    <AlertDialog.Root>
      <AlertDialog.Trigger asChild>
        <Button disabled={waiting} className="col-span-2">
          {words.job.cancel}
        </Button>
      </AlertDialog.Trigger>
      {problem && (
        <p role="alert" className="col-span-2 text-sm text-bad">
          {problem}
        </p>
      )}
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-30 bg-black/60 backdrop-blur-sm" />
        <AlertDialog.Content className="fixed top-1/2 left-1/2 z-40 flex w-[min(26rem,calc(100vw-2rem))] -translate-1/2 flex-col gap-3 rounded-3xl bg-raised p-6 shadow-lift ring-1 ring-line">
          <AlertDialog.Title className="text-xl font-semibold">{words.job.cancelTitle}</AlertDialog.Title>
          <AlertDialog.Description className="text-soft">{words.job.cancelText}</AlertDialog.Description>
          <div className="mt-3 flex flex-wrap justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button>{words.job.cancelNo}</Button>
            </AlertDialog.Cancel>
            <AlertDialog.Action asChild>
              <Button kind="danger" onClick={cancel}>
                {words.job.cancelYes}
              </Button>
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
