"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { useStepName } from "@/app/(studio)/_i18n/step-names";
import { Dialog } from "@/app/(studio)/_ui/dialog";
import type { Job, Step } from "@/lib/schemas/job";
import { TakesButton } from "./takes-button";
import { TakesPanel } from "./takes-panel";

type Props = { job: Job; step: Step; small?: boolean; onDone: () => void };

/** Makes a step again with another prompt or seed, and compares its takes. Open at first. */
export default function Takes({ job, step, small, onDone }: Props) {
  const t = useTranslations("takes");
  const [open, setOpen] = useState(true);
  const nameOf = useStepName();
  const close = () => {
    setOpen(false);
    onDone();
  };
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      place={step.takes.length > 1 ? "wide" : "middle"}
      title={t("title", { name: nameOf(step.key) })}
      close={t("close")}
      trigger={<TakesButton step={step} small={small} />}
    >
      <TakesPanel job={job} step={step} onDone={close} />
    </Dialog>
  );
}
