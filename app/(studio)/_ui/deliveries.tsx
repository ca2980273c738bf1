"use client";

import { LoaderCircle, RotateCcw } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import type { Delivery, DeliveryAttempt } from "@/lib/schemas/delivery";
import { ask } from "../_data/api";
import { problemWords } from "../_data/api-problem";
import { useTimeWords } from "../_i18n/format-time";
import { Button } from "./button";
import { More } from "./more";

const deliveriesAt = (path: string) =>
  ask((api) => api.request<{ data: Delivery[] }>("GET", path)).then(({ data }) => data);
const attemptsOf = (id: string) =>
  ask((api) => api.request<{ attempts: DeliveryAttempt[] }>("GET", `/v1/deliveries/${id}`));
const replayed = (id: string) => ask((api) => api.request("POST", `/v1/deliveries/${id}/replay`));

/**
 * Milliseconds until a delivery may have changed. During an attempt, `nextAttemptAt` is the time of its repetition in
 * case it is lost, so a delivery due soon may be done at any moment.
 */
function dueIn({ nextAttemptAt }: Delivery): number {
  const due = nextAttemptAt ? Date.parse(nextAttemptAt) - Date.now() : 0;
  return due > 25_000 ? Math.min(60_000, due) : 1000;
}

/**
 * The webhooks and notifications of a job or a batch (`path`: where the API lists them) and the responses; loaded again
 * when its `status` changes.
 */
export default function Deliveries({ path, status }: { path: string; status: string }) {
  const t = useTranslations();
  const [found, setFound] = useState<Delivery[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const failed = useCallback((reason: unknown) => setProblem(problemWords(reason, t)), [t]);
  const [busy, setBusy] = useState<string | null>(null);
  const look = useCallback(() => deliveriesAt(path).then(setFound, failed), [path, failed]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another state has another delivery
  useEffect(() => void look(), [look, status]);
  // No event reports deliveries: a pending one is loaded again when it should have changed.
  useEffect(() => {
    const next = found?.filter(({ status }) => status === "pending").map(dueIn) ?? [];
    if (next.length === 0) return;
    const timer = setTimeout(look, Math.min(...next));
    return () => clearTimeout(timer);
  }, [found, look]);
  const replay = (id: string) => {
    setProblem(null);
    setBusy(id);
    replayed(id)
      .then(look, failed)
      .finally(() => setBusy(null));
  };
  return (
    <section aria-labelledby="deliveries" className="flex flex-col gap-4">
      <h2 id="deliveries" className="text-xl font-semibold tracking-tight">
        {t("deliveries.title")}
      </h2>
      {problem && (
        <p role="alert" className="rounded-xl bg-bad-wash px-4 py-3 text-sm font-medium text-bad">
          {problem}
        </p>
      )}
      {!found && !problem && <div aria-busy className="shimmer h-24 rounded-2xl" />}
      {found?.length === 0 && <p className="text-soft">{t("deliveries.none")}</p>}
      <ul className="flex flex-col gap-3">
        {found?.map((delivery) => (
          <li key={delivery.id} className="flex flex-col gap-2 rounded-2xl bg-raised p-4 ring-1 ring-line">
            <div className="flex flex-wrap items-center gap-3">
              <span role="status" className="font-medium">
                {t(`deliveries.status.${delivery.status}`)}
              </span>
              <span className="text-sm">
                {t(`deliveries.channel.${delivery.channel}`)} · {t(`deliveries.event.${delivery.event}`)}
              </span>
              <span className="min-w-0 flex-1 truncate font-mono text-xs text-soft">
                {delivery.url.replace(/^(mailto|slack):/, "")}
              </span>
              <Button disabled={busy !== null} onClick={() => replay(delivery.id)}>
                {busy === delivery.id ? (
                  <LoaderCircle aria-hidden className="animate-spin" />
                ) : (
                  <RotateCcw aria-hidden />
                )}
                {t("deliveries.replay")}
              </Button>
            </div>
            <Attempts delivery={delivery} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Every attempt with its response, loaded when the list is opened. */
function Attempts({ delivery }: { delivery: Delivery }) {
  const t = useTranslations("deliveries");
  const { clockTime } = useTimeWords();
  const [all, setAll] = useState<DeliveryAttempt[]>([]);
  const [open, setOpen] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt has another answer
  useEffect(() => {
    if (!open) return;
    attemptsOf(delivery.id).then(
      ({ attempts }) => setAll(attempts),
      () => {},
    );
  }, [open, delivery.id, delivery.lastAttempt?.finishedAt]);
  const attempts = all.length > 0 || !delivery.lastAttempt ? all : [delivery.lastAttempt];
  return (
    <More title={t("attempts", { n: delivery.attempt })} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <ol className="mt-1 flex flex-col gap-1.5 pl-5.5 text-sm">
        {attempts.map(({ attempt, finishedAt, status, answer }) => (
          <li key={attempt} className="break-words tabular-nums">
            {clockTime(finishedAt)} · {status ?? t("noAnswer")} <span className="text-soft">{answer}</span>
          </li>
        ))}
      </ol>
    </More>
  );
}
