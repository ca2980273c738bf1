import { useFormatter, useTranslations } from "use-intl";
import type { Quote } from "@/lib/schemas/job";
import { useStepNames } from "../_i18n/step-names";
import { More } from "../_ui/more";

type Props = { quote: Quote };

/** Who can make the steps of a job, in the order in which they are tried, folded; null for a job without roles. */
export function ProviderPrices({ quote: { model, steps, cost } }: Props) {
  const t = useTranslations("make");
  const format = useFormatter();
  const nameOf = useStepNames(model);
  const shown = steps.filter(({ providers }) => providers.length > 0);
  if (shown.length === 0) return null;
  const amount = (usd: number | null) =>
    usd === null
      ? t("unknownPrice")
      : format.number(usd, { style: "currency", currency: cost.currency, maximumFractionDigits: 4 });
  return (
    <More title={t("providers")}>
      {shown.map(({ key, providers }) => (
        <section key={key} className="mt-1 pl-5.5 text-sm text-soft">
          {steps.length > 1 && <h3 className="text-faint">{nameOf(key)}</h3>}
          <ol className="space-y-1">
            {providers.map(({ provider, cost: usd, reason }) => (
              <li key={provider} className={reason ? "text-faint" : undefined}>
                <span className="break-all">{provider}</span>
                <span className="tabular-nums"> · {reason ?? amount(usd)}</span>
              </li>
            ))}
          </ol>
        </section>
      ))}
    </More>
  );
}
