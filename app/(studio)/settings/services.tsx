"use client";

import { useLocale, useTranslations } from "use-intl";
import { useTimeWords } from "../time-words";
import { StatusBadge } from "../ui/status-badge";
import { askHealth, listServices } from "./account";
import { useAsked } from "./asked";
import { Awaited, Section } from "./section";

const everyMs = 5000;
const askBoth = () => Promise.all([listServices(), askHealth()]);

/** How the services are doing: their state, what they hold now, how the last hour went; and the parts of the house. */
export function Services() {
  const t = useTranslations("settings.services");
  const locale = useLocale();
  const { duration } = useTimeWords();
  const { answer, problem } = useAsked(askBoth, everyMs);
  const [services, health] = answer ?? [];
  return (
    <Section id="services" title={t("title")} text={t("text")} problem={problem}>
      {!services && !problem && <Awaited lines={14} />}
      <ul className="grid gap-3 lg:grid-cols-2">
        {services?.map(({ id, title, zh, status, message, queue, lastHour, usualSeconds }) => (
          <li key={id} className="flex flex-col gap-1.5 rounded-2xl bg-paper p-4 ring-1 ring-line">
            <span className="flex items-start justify-between gap-3">
              <span className="font-medium">{locale === "zh" && zh ? zh.title : title}</span>
              <StatusBadge tone={status === "ok" ? "good" : "bad"} label={t(status)} className="shrink-0" />
            </span>
            <span className="text-sm text-soft tabular-nums">
              {t("queue", queue)} · {t("usual", { time: duration(usualSeconds) })}
            </span>
            <span className="text-sm text-faint tabular-nums">
              {t("hour", { n: lastHour.succeeded })}
              {lastHour.failed > 0 && <span className="text-bad">, {t("hourFailed", { n: lastHour.failed })}</span>}
            </span>
            {message && <span className="text-sm text-bad">{message}</span>}
          </li>
        ))}
      </ul>
      {health && (
        <dl className="flex flex-wrap gap-x-8 gap-y-3">
          {(["database", "storage", "engine"] as const).map((part) => (
            <div key={part} className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <dt className="text-sm text-soft">{t(part)}</dt>
              <dd>
                <StatusBadge tone={health[part].status === "ok" ? "good" : "bad"} label={t(health[part].status)} />
              </dd>
              {health[part].message && <dd className="w-full text-sm text-bad">{health[part].message}</dd>}
            </div>
          ))}
        </dl>
      )}
    </Section>
  );
}
