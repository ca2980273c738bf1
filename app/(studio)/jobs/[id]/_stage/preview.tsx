"use client";

import { useTranslations } from "use-intl";
import { useStepName } from "@/app/(studio)/_i18n/step-names";
import { Picture } from "@/app/(studio)/_ui/picture";
import type { Step } from "@/lib/schemas/job";

/** What a step has made so far, if its service shows it. */
export function Preview({ step, className }: { step: Step; className: string }) {
  const t = useTranslations("job");
  const nameOf = useStepName();
  if (!step.preview) return null;
  return <Picture src={step.preview} alt={t("soFar", { name: nameOf(step.key) })} className={className} />;
}
