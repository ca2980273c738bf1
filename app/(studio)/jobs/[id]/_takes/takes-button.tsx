import { RefreshCw } from "lucide-react";
import type { ComponentProps } from "react";
import { useTranslations } from "use-intl";
import { useStepName } from "@/app/(studio)/_i18n/step-names";
import { Button } from "@/app/(studio)/_ui/button";
import type { Step } from "@/lib/schemas/job";

/** Names the take that is shown, and opens the actions on the takes. */
export function TakesButton({ step, small, ...rest }: { step: Step; small?: boolean } & ComponentProps<typeof Button>) {
  const t = useTranslations("takes");
  const nameOf = useStepName();
  const { takes } = step;
  const number = takes.find(({ chosen }) => chosen)?.number ?? 1;
  return (
    <Button kind="quiet" className="-mx-4 w-fit" aria-label={t("open", { name: nameOf(step.key) })} {...rest}>
      <RefreshCw aria-hidden />
      <span className={small ? "max-sm:sr-only" : ""}>
        {takes.length > 1 ? t("of", { number, total: takes.length }) : t("retake")}
      </span>
    </Button>
  );
}
