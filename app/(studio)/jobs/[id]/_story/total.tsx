import { useFormatter, useTranslations } from "use-intl";
import { totalOf } from "@/lib/story/lengths";
import { lengthTolerance } from "@/lib/story/limits";

type Props = { parts: readonly { duration: number }[]; asked: number; isChanged: boolean };

/** The running total against the requested length; it is marked while a person changes the lengths. */
export function Total({ parts, asked, isChanged }: Props) {
  const t = useTranslations("story");
  const format = useFormatter();
  const words = (value: number) => format.number(value, { maximumFractionDigits: 1 });
  const seconds = totalOf(parts);
  const off = seconds - asked;
  const isFar = Math.abs(off) > asked * lengthTolerance + 1e-9;
  return (
    <p data-total className={`text-sm tabular-nums ${isFar && isChanged ? "font-medium text-bad" : "text-soft"}`}>
      {t("total", { seconds: words(seconds), asked: words(asked) })}
      {isFar && ` · ${t(off > 0 ? "longer" : "shorter", { s: words(Math.abs(off)) })}`}
    </p>
  );
}
