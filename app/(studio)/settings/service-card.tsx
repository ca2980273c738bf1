import { useLocale, useTranslations } from "use-intl";
import type { ServiceObject } from "@/lib/schemas/service";
import { useNow } from "../_data/server-time";
import { useTimeWords } from "../_i18n/format-time";
import { Lines } from "../_ui/lines";
import { StatusBadge } from "../_ui/status-badge";

/** One service: whether it answers, its current work, and its last hour. */
export function ServiceCard({ service }: { service: ServiceObject }) {
  const t = useTranslations("settings.services");
  const locale = useLocale();
  const now = useNow(60_000);
  const { ago, duration } = useTimeWords();
  const { status, message, lastAnsweredAt, queue, lastHour, usualSeconds } = service;
  const title = (locale === "zh" && service.zh?.title) || service.title;
  const isUnasked = status === "ok" && lastAnsweredAt === null;
  return (
    <li className="flex flex-col gap-1.5 rounded-2xl bg-paper p-4 ring-1 ring-line">
      <span className="flex items-start justify-between gap-3">
        <span className="font-medium">{title}</span>
        <StatusBadge
          tone={isUnasked ? "calm" : status === "ok" ? "good" : "bad"}
          label={t(isUnasked ? "unasked" : status)}
          className="shrink-0"
        />
      </span>
      <span className="text-sm text-soft tabular-nums">
        {t("queue", queue)} · {t("usual", { time: duration(usualSeconds) })}
      </span>
      <span className="text-sm text-faint tabular-nums">
        {t("hour", { n: lastHour.succeeded })}
        {lastHour.failed > 0 && <span className="text-bad">{t("hourFailed", { n: lastHour.failed })}</span>}
      </span>
      {status === "failing" && (
        <span className="text-sm text-bad">
          {lastAnsweredAt ? t("lastAnswer", { when: ago(lastAnsweredAt, now) }) : t("noAnswer")}
        </span>
      )}
      {message && (
        <span className="line-clamp-3 text-sm break-words text-bad">
          <Lines text={message} />
        </span>
      )}
    </li>
  );
}
