"use client";

import { useTranslations } from "use-intl";
import { askHealth } from "./account";
import { useAsked } from "./asked";
import { Section } from "./section";

/** Whether the parts of the house and the services are there, and what they say when they are not. */
export function Health() {
  const t = useTranslations("settings.health");
  const { answer, problem } = useAsked(askHealth);
  const own = answer && {
    [t("database")]: answer.database,
    [t("storage")]: answer.storage,
    [t("engine")]: answer.engine,
  };
  return (
    <Section id="health" title={t("title")} problem={problem}>
      <ul className="grid gap-x-8 gap-y-2 sm:grid-cols-2">
        {Object.entries({ ...own, ...answer?.services }).map(([name, { status, message }]) => (
          <li key={name} className="flex flex-wrap justify-between gap-x-3">
            <span>{name}</span>
            <span className={status === "ok" ? "text-good" : "text-bad"}>{t(status)}</span>
            {message && <span className="w-full text-sm text-soft">{message}</span>}
          </li>
        ))}
      </ul>
    </Section>
  );
}
