"use client";

import { useTranslations } from "use-intl";
import type { KeyObject } from "@/lib/schemas/key";
import { useNow } from "../_data/server-time";
import { useTimeWords } from "../_i18n/format-time";
import { Button } from "../_ui/button";
import { Confirm } from "../_ui/confirm";
import { revokeKey, rotateKey } from "./account";
import { Budget } from "./budget";
import { KeyLimits } from "./key-limits";

type Props = {
  item: KeyObject;
  /** USD charged today. */
  spent: number;
  /** Sends a change, and then reloads the list. */
  change: <A>(asked: Promise<A>, done?: (answer: A) => void) => void;
  onText: (made: { key: string }) => void;
};

/** One key: its name, last use, limits and today's charges. */
export function KeyRow({ item: key, spent, change, onText }: Props) {
  const t = useTranslations("settings.keys");
  const { ago } = useTimeWords();
  const now = useNow(60_000);
  const { requestsPerMinute, concurrentJobs } = key.limits;
  return (
    <li className="flex flex-col gap-3 py-4 first:pt-0 last:pb-0 sm:flex-row sm:items-center sm:gap-6">
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <p className="flex flex-wrap items-baseline gap-x-2 break-words">
          <span dir="auto" className="font-medium">
            {key.name}
          </span>
          <span className="text-sm text-faint">
            {t(key.role)} · {key.id}
          </span>
        </p>
        <p className="text-sm text-soft tabular-nums">
          {key.lastUsedAt ? t("used", { when: ago(key.lastUsedAt, now) }) : t("unused")} ·{" "}
          {t("perMinute", { n: requestsPerMinute })}
          {concurrentJobs !== null && ` · ${t("atOnce", { n: concurrentJobs })}`}
        </p>
      </div>
      {key.revokedAt ? (
        <span className="text-sm text-faint">{t("revokedWhen", { when: ago(key.revokedAt, now) })}</span>
      ) : (
        <>
          <Budget spent={spent} budget={key.limits.dailyBudget} name={key.name} />
          <div className="flex flex-wrap gap-2">
            <KeyLimits item={key} change={change} />
            <Confirm
              trigger={<Button aria-label={t("rotateOne", { name: key.name })}>{t("rotate")}</Button>}
              title={t("rotateOne", { name: key.name })}
              text={t("rotateText")}
              yes={t("rotate")}
              no={t("keep")}
              onYes={() => change(rotateKey(key.id), onText)}
            />
            <Confirm
              trigger={<Button aria-label={t("revokeOne", { name: key.name })}>{t("revoke")}</Button>}
              title={t("revokeOne", { name: key.name })}
              text={t("revokeText")}
              yes={t("revoke")}
              no={t("keep")}
              onYes={() => change(revokeKey(key.id))}
            />
          </div>
        </>
      )}
    </li>
  );
}
