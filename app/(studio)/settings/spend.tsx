"use client";

import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import type { KeyObject } from "@/lib/schemas/key";
import { SelectBox } from "../_ui/select-box";
import type { Usage } from "./account";
import { Section } from "./section";

const days = 30;
const dayMs = 86_400_000;
const everybody = "all";

/**
 * The charges of each of the last 30 days (UTC), of one key or of all: bars for sighted users, a table for screen
 * readers. A line shows the key's budget.
 */
export function Spend({ usage, keys }: { usage: Usage[]; keys: KeyObject[] }) {
  const t = useTranslations("settings.spend");
  const format = useFormatter();
  const [chosen, choose] = useState(everybody);
  const key = keys.length === 1 ? keys[0] : keys.find(({ id }) => id === chosen);
  const budget = key?.limits.dailyBudget ?? null;
  const currency = usage[0]?.currency ?? "USD";
  const spent = Array.from({ length: days }, (_, back) => {
    const day = new Date(Date.now() - (days - 1 - back) * dayMs).toISOString().slice(0, 10);
    const amounts = usage.filter((one) => one.day === day && (!key || one.keyId === key.id));
    return { day, amount: amounts.reduce((sum, { actual }) => sum + actual, 0) };
  });
  const highest = Math.max(...spent.map(({ amount }) => amount));
  const top = Math.max(highest, budget ?? 0);
  const price = (amount: number) => format.number(amount, { style: "currency", currency });
  const date = (day: string) => format.dateTime(new Date(day), { month: "short", day: "numeric", timeZone: "UTC" });
  const today = spent.at(-1);
  return (
    <Section id="spend" title={t("title")}>
      <div className="flex flex-wrap items-start justify-between gap-4">
        <dl className="flex flex-wrap gap-x-10 gap-y-3 tabular-nums">
          <Figure label={t("amountInAll")} value={price(spent.reduce((sum, { amount }) => sum + amount, 0))} />
          <Figure label={t("today")} value={price(today?.amount ?? 0)} />
        </dl>
        {keys.length > 1 && (
          <div className="w-full sm:w-56">
            <SelectBox
              label={t("whose")}
              value={chosen}
              onChange={choose}
              groups={[
                {
                  title: null,
                  choices: [
                    { value: everybody, title: t("everybody") },
                    ...keys.map(({ id, name }) => ({ value: id, title: name })),
                  ],
                },
              ]}
            />
          </div>
        )}
      </div>
      <div aria-hidden className="flex flex-col gap-2">
        <p className="text-xs text-faint tabular-nums">{highest > 0 ? price(highest) : t("nothing")}</p>
        <div className="relative flex h-32 items-end gap-1 border-t border-b border-line border-t-dashed sm:gap-1.5">
          {spent.map(({ day, amount }) => (
            <span key={day} title={`${date(day)}: ${price(amount)}`} className="group flex h-full flex-1 items-end">
              <span
                style={{ height: top > 0 && amount > 0 ? `${Math.max(3, (amount / top) * 100)}%` : 0 }}
                className="w-full rounded-t bg-accent forced-colors:bg-[CanvasText] transition group-hover:brightness-110"
              />
            </span>
          ))}
          {budget !== null && budget > 0 && (
            <span
              style={{ bottom: `${(budget / top) * 100}%` }}
              className="pointer-events-none absolute inset-x-0 border-t-2 border-dashed border-bad"
            >
              <span className="absolute top-1 left-0 rounded bg-raised px-1 text-xs text-bad tabular-nums">
                {t("budget", { budget: price(budget) })}
              </span>
            </span>
          )}
        </div>
        <p className="flex justify-between text-xs text-faint tabular-nums">
          <span>{date(spent[0]?.day ?? "")}</span>
          <span>{date(spent[Math.floor(days / 2)]?.day ?? "")}</span>
          <span>{date(today?.day ?? "")}</span>
        </p>
      </div>
      <table className="sr-only">
        <caption>
          {t("title")}
          {budget !== null && `, ${t("budget", { budget: price(budget) })}`}
        </caption>
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
    </Section>
  );
}

const Figure = ({ label, value }: { label: string; value: string }) => (
  <div>
    <dt className="text-sm text-soft">{label}</dt>
    <dd className="text-2xl font-semibold tracking-tight">{value}</dd>
  </div>
);
