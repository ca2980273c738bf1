"use client";

import { lazy, type ReactNode, Suspense } from "react";
import { useTranslations } from "use-intl";
import { useStepName } from "@/app/(studio)/_i18n/step-names";
import { Dialog } from "@/app/(studio)/_ui/dialog";
import type { Step } from "@/lib/schemas/job";

/** Loaded on demand: most steps are never opened. */
const StepDetails = lazy(() => import("./step-details"));

type Props = { step: Step; now: number; currency: string; children: ReactNode };

/** Opens the details of a step; `children` is the button for it. */
export function StepDialog({ step, now, currency, children }: Props) {
  const t = useTranslations("job.about");
  const nameOf = useStepName();
  return (
    <Dialog place="wide" title={nameOf(step.key)} close={t("close")} trigger={children}>
      <Suspense fallback={<div className="shimmer h-64 rounded-2xl" />}>
        <StepDetails step={step} now={now} currency={currency} />
      </Suspense>
    </Dialog>
  );
}
