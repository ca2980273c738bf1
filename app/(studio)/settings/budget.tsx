import { useFormatter, useTranslations } from "use-intl";
import { ProgressBar } from "../_ui/progress-bar";

/** A key's charges of today and its budget; without a budget, the charges only. */
export function Budget({ spent, budget, name }: { spent: number; budget: number | null; name: string }) {
  const t = useTranslations("settings.keys");
  const format = useFormatter();
  const price = (amount: number) => format.number(amount, { style: "currency", currency: "USD" });
  if (budget === null) return <p className="text-sm text-soft tabular-nums">{t("spent", { spent: price(spent) })}</p>;
  return (
    <div className="flex w-full flex-col gap-1.5 sm:w-44">
      <p className="text-sm text-soft tabular-nums">{t("ofBudget", { spent: price(spent), budget: price(budget) })}</p>
      <ProgressBar value={budget > 0 ? spent / budget : 1} label={t("budgetOf", { name })} />
    </div>
  );
}
