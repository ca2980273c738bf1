import { useFormatter, useTranslations } from "use-intl";
import type { Quote } from "@/lib/schemas/job";
import { useTimeWords } from "../_i18n/format-time";
import type { Asked } from "./quote";

/** The price and time above the button; until the form is complete, a hint that they will appear here. */
export function Price({ asked: { quote, asking } }: { asked: Asked }) {
  const t = useTranslations("make");
  const words = useQuoteWords();
  return (
    <p aria-live="polite" className={`text-sm tabular-nums ${quote ? "text-soft" : "text-faint"}`}>
      {quote ? t("about", { what: words(quote) }) : t(asking ? "pricing" : "priceLater")}
    </p>
  );
}

/**
 * "25 s · $0.30 · at most $0.90"; says so when no service has a price. `isPriced`: services have one, so that a cost of 0
 * means that everything is made already.
 */
export function useQuoteWords(isPriced = false) {
  const t = useTranslations("make");
  const format = useFormatter();
  const { duration } = useTimeWords();
  return ({ cost, estimatedTime }: Pick<Quote, "cost" | "estimatedTime">): string => {
    const { estimated, max, currency } = cost;
    const amount = (usd: number) => format.number(usd, { style: "currency", currency, maximumFractionDigits: 3 });
    const most = max > estimated && t("atMost", { cost: amount(max) });
    return [duration(estimatedTime), max > 0 || isPriced ? amount(estimated) : t("noPrice"), most]
      .filter(Boolean)
      .join(" · ");
  };
}
