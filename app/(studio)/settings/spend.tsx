"use client";

import { useFormatter, useTranslations } from "use-intl";
import { listUsage } from "./account";
import { useAsked } from "./asked";
import { Awaited, Section } from "./section";

const days = 30;
const dayMs = 86_400_000;

/** What was charged on each of the last 30 days (UTC): bars to look at, a table to listen to. */
export function Spend() {
  const t = useTranslations("settings.spend");
  const format = useFormatter();
  const { answer, problem } = useAsked(listUsage);
  const currency = answer?.[0]?.currency ?? "USD";
  const spent = Array.from({ length: days }, (_, back) => {
    const day = new Date(Date.now() - (days - 1 - back) * dayMs).toISOString().slice(0, 10);
    const amount = (answer ?? []).filter((one) => one.day === day).reduce((sum, one) => sum + one.actual, 0);
    return { day, amount };
  });
  const most = Math.max(...spent.map(({ amount }) => amount));
  const price = (amount: number) => format.number(amount, { style: "currency", currency });
  const date = (day: string) => format.dateTime(new Date(day), { month: "short", day: "numeric", timeZone: "UTC" });
  const total = price(spent.reduce((sum, { amount }) => sum + amount, 0));
  const today = spent.at(-1);
  return (
    <Section id="spend" title={t("title")} problem={problem}>
      {!answer && !problem && <Awaited lines={10} />}
      {answer && (
        <>
          <dl className="flex flex-wrap gap-x-10 gap-y-3 tabular-nums">
            <Figure label={t("amountInAll")} value={total} />
            <Figure label={t("today")} value={price(today?.amount ?? 0)} />
          </dl>
          <div aria-hidden className="flex flex-col gap-2">
            <p className="text-xs text-faint tabular-nums">{most > 0 ? price(most) : t("nothing")}</p>
            <div className="flex h-32 items-end gap-1 border-t border-b border-line border-t-dashed sm:gap-1.5">
              {spent.map(({ day, amount }) => (
                <span key={day} title={`${date(day)}: ${price(amount)}`} className="group flex h-full flex-1 items-end">
                  <span
                    style={{ height: most > 0 && amount > 0 ? `${Math.max(3, (amount / most) * 100)}%` : 0 }}
                    className="w-full rounded-t bg-accent transition group-hover:brightness-110"
                  />
                </span>
              ))}
            </div>
            <p className="flex justify-between text-xs text-faint tabular-nums">
              <span>{date(spent[0]?.day ?? "")}</span>
              <span>{date(spent[Math.floor(days / 2)]?.day ?? "")}</span>
              <span>{date(today?.day ?? "")}</span>
            </p>
          </div>
          <table className="sr-only">
            <caption>{t("title")}</caption>
            <thead>
              <tr>
                <th scope="col">{t("day")}</th>
                <th scope="col">{t("amount")}</th>
              </tr>
            </thead>
            <tbody>
              {spent.map(({ day, amount }) => (
                <tr key={day}>
                  <th scope="row">{date(day)}</th>
                  <td>{price(amount)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </Section>
  );
}

const Figure = ({ label, value }: { label: string; value: string }) => (
  <div>
    <dt className="text-sm text-soft">{label}</dt>
    <dd className="text-2xl font-semibold tracking-tight">{value}</dd>
  </div>
);
