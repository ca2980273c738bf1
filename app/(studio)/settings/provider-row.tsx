import { ExternalLink, LoaderCircle } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { ProviderObject, ProviderTest } from "@/lib/schemas/provider";
import { problemWords } from "../_data/api-problem";
import { useModels } from "../_data/models";
import { useNow } from "../_data/server-time";
import { useTimeWords } from "../_i18n/format-time";
import { Button } from "../_ui/button";
import { Confirm } from "../_ui/confirm";
import { Lines } from "../_ui/lines";
import { testProvider } from "./account";
import { usePriceWords } from "./price-words";

type Props = { provider: ProviderObject; isAdmin: boolean; onTested: () => void };
type Said = { good: boolean; words: string };

/** One provider: what it lacks, when it last worked or failed, and its test. */
export function ProviderRow({ provider, isAdmin, onTested }: Props) {
  const t = useTranslations("settings.providers");
  const { ago } = useTimeWords();
  const now = useNow(60_000);
  const { title, missing, keyPage, lastWorkedAt, lastFailed, configured } = provider;
  const failed = lastFailed && (!lastWorkedAt || lastFailed.at > lastWorkedAt) ? lastFailed : null;
  return (
    <li className="flex flex-col gap-3 py-4 first:pt-0 last:pb-0 sm:flex-row sm:items-start sm:justify-between sm:gap-6">
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium">{title}</span>
          <span className="text-sm text-soft">
            {lastWorkedAt ? t("worked", { when: ago(lastWorkedAt, now) }) : configured && t("unused")}
          </span>
        </p>
        {!configured && (
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-soft">
            <span>{t("set", { n: missing.length })}</span>
            {missing.map((name) => (
              <code key={name} className="rounded-md bg-sunken px-1.5 py-0.5 text-xs">
                {name}
              </code>
            ))}
            {keyPage && (
              <a
                href={keyPage}
                target="_blank"
                rel="noreferrer"
                className="inline-flex min-h-6 items-center gap-1 text-accent underline-offset-2 hover:underline"
              >
                {t("keyPage", { provider: title })}
                <ExternalLink aria-hidden className="size-3.5" />
              </a>
            )}
          </p>
        )}
        {failed && (
          <p className="text-sm break-words text-bad">
            {t(`failed.${failed.kind}`, { when: ago(failed.at, now) })}
            {failed.reason && (
              <span className="line-clamp-3">
                <Lines text={failed.reason} />
              </span>
            )}
          </p>
        )}
        {isAdmin && provider.status !== "unconfigured" && <Test provider={provider} onTested={onTested} />}
      </div>
    </li>
  );
}

/** The free test, and the smallest thing that costs, whose price is said before. */
function Test({ provider, onTested }: Omit<Props, "isAdmin">) {
  const t = useTranslations("settings.providers");
  const all = useTranslations();
  const models = useModels();
  const price = usePriceWords().amount;
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<Said | null>(null);
  const { id, title, test, roles } = provider;
  const [cheapest] = roles
    .flatMap(({ id: role, testCost }) => (testCost === null ? [] : [{ role, testCost }]))
    .sort((a, b) => a.testCost - b.testCost);
  const run = async (body: { role?: string; confirmCost?: number }) => {
    setBusy(true);
    setSaid(null);
    await testProvider(id, body)
      .then((found) => setSaid(wordsOf(found)))
      .catch((reason: unknown) => setSaid({ good: false, words: problemWords(reason, all) }));
    setBusy(false);
    onTested();
  };
  const wordsOf = ({ result, message, milliseconds, cost }: ProviderTest): Said => ({
    good: result === "works",
    words: `${t(`result.${result}`, { ms: milliseconds })}${cost > 0 ? ` ${t("charged", { cost: price(cost) })}` : ""}\n${message}`,
  });
  return (
    <div className="mt-1 flex flex-col gap-2">
      <div className="flex flex-wrap gap-2">
        {test.free && (
          <Button
            onClick={() => void run({})}
            disabled={busy}
            aria-label={t("testOne", { provider: title })}
            className="min-h-9"
          >
            {busy && <LoaderCircle aria-hidden className="animate-spin" />}
            {t("test")}
          </Button>
        )}
        {cheapest && (
          <Confirm
            trigger={
              <Button kind="quiet" disabled={busy} className="min-h-9">
                {t("paid", { cost: price(cheapest.testCost) })}
              </Button>
            }
            title={t("paidTitle", { provider: title })}
            text={t("paidText", {
              what: models.find((one) => one.id === cheapest.role)?.title ?? cheapest.role,
              cost: price(cheapest.testCost),
            })}
            yes={t("paidYes", { cost: price(cheapest.testCost) })}
            no={t("paidNo")}
            onYes={() => void run({ role: cheapest.role, confirmCost: cheapest.testCost })}
          />
        )}
      </div>
      <p role="status" className={`text-sm break-words ${said?.good ? "text-good" : "text-bad"}`}>
        {said && <Lines text={said.words} />}
      </p>
    </div>
  );
}
