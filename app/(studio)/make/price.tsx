import { useFormatter, useTranslations } from "use-intl";
import type { Quote } from "@/lib/job";
import { useTimeWords } from "../time-words";

/** What it will cost and how long it takes, beside the button; before that is known, how to press it. */
export function Price({ quote }: { quote: Quote | null }) {
  const t = useTranslations("make");
  const format = useFormatter();
  const { duration } = useTimeWords();
  if (!quote) return <span className="hidden text-sm text-faint pointer-fine:inline">{t("shortcut")}</span>;
  const { estimated, currency } = quote.cost;
  const price = estimated > 0 ? format.number(estimated, { style: "currency", currency }) : "";
  return (
    <span aria-live="polite" className="text-sm text-soft tabular-nums">
      {t("about", { what: [price, duration(quote.estimatedTime)].filter(Boolean).join(" · ") })}
    </span>
  );
}
