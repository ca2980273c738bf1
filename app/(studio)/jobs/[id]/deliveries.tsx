"use client";

import { RotateCcw } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import type { Delivery, DeliveryAttempt } from "@/lib/delivery";
import type { Job } from "@/lib/job";
import { ask } from "../../api";
import { problemWords } from "../../api-problem";
import { useTimeWords } from "../../time-words";
import { Button } from "../../ui/button";

const deliveriesOf = (jobId: string) =>
  ask((api) => api.request<{ data: Delivery[] }>("GET", `/v1/jobs/${jobId}/deliveries`)).then(({ data }) => data);
const attemptsOf = (id: string) =>
  ask((api) => api.request<{ attempts: DeliveryAttempt[] }>("GET", `/v1/deliveries/${id}`));
const replayed = (id: string) => ask((api) => api.request("POST", `/v1/deliveries/${id}/replay`));

/** What was told to the job's webhook and what it answered; asked again whenever the job's state changes. */
export default function Deliveries({ job }: { job: Job }) {
  const t = useTranslations();
  const [found, setFound] = useState<Delivery[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const failed = useCallback((reason: unknown) => setProblem(problemWords(reason, t)), [t]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another state of the job has another delivery
  useEffect(() => void deliveriesOf(job.id).then(setFound, failed), [job.id, job.status, failed]);
  const replay = (id: string) => {
    setProblem(null);
    replayed(id)
      .then(() => deliveriesOf(job.id))
      .then(setFound, failed);
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
      {found?.length === 0 && <p className="text-soft">{t("deliveries.none")}</p>}
      <ul className="flex flex-col gap-3">
        {found?.map((delivery) => (
          <li key={delivery.id} className="flex flex-col gap-2 rounded-2xl bg-raised p-4 ring-1 ring-line">
            <div className="flex flex-wrap items-center gap-3">
              <span className="font-medium">{t(`deliveries.status.${delivery.status}`)}</span>
              <span className="min-w-0 flex-1 truncate font-mono text-xs text-soft">{delivery.url}</span>
              <Button onClick={() => replay(delivery.id)}>
                <RotateCcw aria-hidden />
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

/** Every attempt with its answer, asked for when it is opened. */
function Attempts({ delivery }: { delivery: Delivery }) {
  const t = useTranslations("deliveries");
  const { clockTime } = useTimeWords();
  const [attempts, setAttempts] = useState<DeliveryAttempt[]>(delivery.lastAttempt ? [delivery.lastAttempt] : []);
  const look = () =>
    void attemptsOf(delivery.id).then(
      ({ attempts: all }) => setAttempts(all),
      () => {},
    );
  return (
    <details onToggle={(event) => event.currentTarget.open && look()} className="text-sm">
      <summary className="cursor-pointer text-soft">{t("attempts", { n: delivery.attempt })}</summary>
      <ol className="mt-2 flex flex-col gap-1.5">
        {attempts.map(({ attempt, finishedAt, status, answer }) => (
          <li key={attempt} className="break-words tabular-nums">
            {clockTime(finishedAt)} · {status ?? t("noAnswer")} <span className="text-soft">{answer}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}
