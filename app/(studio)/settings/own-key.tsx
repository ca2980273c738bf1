"use client";

import { useFormatter, useTranslations } from "use-intl";
import { listKeys, listUsage, ownKey } from "./account";
import { useAsked } from "./asked";
import { Budget } from "./budget";
import { Awaited, Section } from "./section";
import { Spend } from "./spend";

/** What the current key may see: its own usage, or everyone's with the keys' names. */
const askOwn = async () => {
  const [own, usage] = await Promise.all([ownKey(), listUsage()]);
  return { own, usage, keys: own.role === "admin" ? await listKeys() : [own] };
};

/** The current key with its limits, and the charges. */
export function OwnKey() {
  const t = useTranslations("settings");
  const format = useFormatter();
  const { answer, problem } = useAsked(askOwn);
  if (!answer) {
    return (
      <Section id="own" title={t("spend.title")} problem={problem}>
        {!problem && <Awaited lines={16} />}
      </Section>
    );
  }
  const { own, usage, keys } = answer;
  const today = new Date().toISOString().slice(0, 10);
  const spent = usage.find(({ day, keyId }) => day === today && keyId === own.id)?.actual ?? 0;
  return (
    <>
      <Section id="own" title={t("own.title", { name: own.name })} text={t(`own.${own.role}Text`)}>
        <div className="flex flex-wrap items-end justify-between gap-x-10 gap-y-4">
          <p className="text-sm text-soft tabular-nums">
            {t(`keys.${own.role}`)} · {own.id} · {t("keys.perMinute", { n: own.limits.requestsPerMinute })}
            {own.limits.concurrentJobs !== null && ` · ${t("keys.atOnce", { n: own.limits.concurrentJobs })}`}
            {own.expiresAt &&
              ` · ${t("own.until", { when: format.dateTime(new Date(own.expiresAt), { dateStyle: "medium", timeZone: "UTC" }) })}`}
          </p>
          <Budget spent={spent} budget={own.limits.dailyBudget} name={own.name} />
        </div>
      </Section>
      <Spend usage={usage} keys={keys} />
    </>
  );
}
