import { useFormatter, useTranslations } from "use-intl";
import type { ProviderModel } from "@/lib/schemas/provider";

/** The price of a model in words, as "from $0.05 per second". */
export function usePriceWords() {
  const t = useTranslations("settings.providers");
  const format = useFormatter();
  const exact = (usd: number) => format.number(usd, { style: "currency", currency: "USD", maximumFractionDigits: 4 });
  const amount = (usd: number) => (usd > 0 && usd < 0.001 ? `< ${exact(0.001)}` : exact(usd));
  const words = (price: ProviderModel["price"]): string => {
    if (!price) return t("noPrice");
    if (price.unit === "million tokens") {
      return t("price.tokens", { input: amount(price.input), output: amount(price.output) });
    }
    const { usd, unit, byResolution } = price;
    const isRange = byResolution !== undefined && new Set(Object.values(byResolution)).size > 1;
    const said = t(`price.${unit === "million characters" ? "characters" : unit}`, { usd: amount(usd) });
    return isRange ? t("from", { price: said }) : said;
  };
  return { amount, words };
}
