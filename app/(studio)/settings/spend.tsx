"use client";

import { useFormatter, useTranslations } from "use-intl";
import { listUsage } from "./account";
import { useAsked } from "./asked";
import { Section } from "./section";

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
  const price = (amount: number) => format.number(amount, { style: "currency", currency, maximumFractionDigits: 3 });
  const total = price(spent.reduce((sum, { amount }) => sum + amount, 0));
  return (
    <Section id="spend" title={t("title")} problem={problem}>
      {answer && (
        <>
          <p className="text-soft tabular-nums">{t("total", { total })}</p>
          <div aria-hidden className="flex h-28 items-end gap-1">
            {spent.map(({ day, amount }) => (
              <span
                key={day}
                title={`${day}: ${price(amount)}`}
                style={{ height: `${most > 0 ? Math.max(2, (amount / most) * 100) : 2}%` }}
                className={`flex-1 rounded-t ${amount > 0 ? "bg-accent" : "bg-edge"}`}
              />
            ))}
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
                  <th scope="row">{day}</th>
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
