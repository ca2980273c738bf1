"use client";

import { type RefObject, useState } from "react";
import { useTranslations } from "use-intl";
import DialogWindow from "@/app/(studio)/_ui/dialog-window";
import type { Job, Step } from "@/lib/schemas/job";
import { Segments } from "./segments";
import { TakesPanel } from "./takes-panel";

type Props = {
  title: string;
  steps: { part: string; step: Step }[];
  job: Job;
  opener: RefObject<HTMLElement | null>;
  onClose: () => void;
  onDone: () => void;
};

/** The takes of a shot: of its clip, or of another step that the person chooses. */
export default function SceneTakesWindow({ title, steps, job, opener, onClose, onDone }: Props) {
  const t = useTranslations("watch");
  const say = useTranslations("takes");
  const film = steps.find(({ step }) => step.outputs.some(({ type }) => type === "video"));
  const [part, setPart] = useState((film ?? steps.at(-1))?.part ?? "");
  const step = steps.find((one) => one.part === part)?.step ?? steps[0]?.step;
  if (!step) return null;
  const close = () => {
    onClose();
    onDone();
  };
  return (
    <DialogWindow
      open
      onOpenChange={(open) => !open && onClose()}
      opener={opener}
      place="wide"
      title={say("title", { name: title })}
      close={say("close")}
    >
      <div className="flex flex-col gap-5">
        {steps.length > 1 && (
          <Segments label={t("ofShot")} choices={steps.map((one) => one.part)} value={part} onChange={setPart} />
        )}
        <TakesPanel key={step.key} job={job} step={step} onDone={close} />
      </div>
    </DialogWindow>
  );
}
