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

/** One provider: what it lacks, when it last worked or failed, and its tests. */
export function ProviderRow({ provider, isAdmin, onTested }: Props) {
  const t = useTranslations("settings.providers");
  const { ago } = useTimeWords();
  const now = useNow(60_000);
  const { busy, said, run } = useTest(provider.id, onTested);
  const { title, missing, keyPage, lastWorkedAt, lastFailed, configured } = provider;
  const failed = lastFailed && (!lastWorkedAt || lastFailed.at > lastWorkedAt) ? lastFailed : null;
  return (
    <li className="flex flex-col gap-2 py-4 first:pt-0 last:pb-0 sm:flex-row sm:items-start sm:justify-between sm:gap-6">
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium">{title}</span>
          <span className="text-sm text-soft">
            {lastWorkedAt ? t("worked", { when: ago(lastWorkedAt, now) }) : configured && t("unused")}
          </span>
        </p>
        {!configured && (
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-soft">
            <span>{t(missing.length > 1 ? "setOne" : "set")}</span>
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
        {failed && !said && (
          <p className="text-sm break-words text-bad">
            {t(`failed.${failed.kind}`, { when: ago(failed.at, now) })}
            {failed.reason && (
              <span className="line-clamp-3">
                <Lines text={failed.reason} />
              </span>
            )}
          </p>
        )}
        <p role="status" className={`text-sm break-words ${said?.good ? "text-good" : "text-bad"}`}>
          {said && <Lines text={said.words} />}
        </p>
      </div>
      {isAdmin && provider.status !== "unconfigured" && <TestButtons provider={provider} busy={busy} run={run} />}
    </li>
  );
}

type Asked = { role?: string; confirmCost?: number };

/** Runs a test, and says what it found. */
function useTest(id: string, onTested: () => void) {
  const t = useTranslations();
  const { amount } = usePriceWords();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<Said | null>(null);
  const wordsOf = ({ result, message, milliseconds, cost }: ProviderTest): Said => {
    const found = t(`settings.providers.result.${result}`, { ms: milliseconds });
    const charged = cost > 0 ? ` ${t("settings.providers.charged", { cost: amount(cost) })}` : "";
    return { good: result === "works", words: `${found}${charged}\n${message}` };
  };
  const run = async (asked: Asked) => {
    setBusy(true);
    setSaid(null);
    await testProvider(id, asked)
      .then((found) => setSaid(wordsOf(found)))
      .catch((reason: unknown) => setSaid({ good: false, words: problemWords(reason, t) }));
    setBusy(false);
    onTested();
  };
  return { busy, said, run };
}

/** The free test, and the smallest thing that costs, with its price. */
function TestButtons({
  provider: { title, test, roles },
  busy,
  run,
}: {
  provider: ProviderObject;
  busy: boolean;
  run: (asked: Asked) => Promise<void>;
}) {
  const t = useTranslations("settings.providers");
  const models = useModels();
  const { amount } = usePriceWords();
  const [cheapest] = roles
    .flatMap(({ id: role, testCost }) => (testCost === null ? [] : [{ role, testCost }]))
    .sort((a, b) => a.testCost - b.testCost);
  const cost = amount(cheapest?.testCost ?? 0);
  return (
    <div className="flex flex-wrap gap-2 sm:flex-row-reverse">
      {test.free && (
        <Button onClick={() => void run({})} disabled={busy} aria-label={t("testOne", { provider: title })}>
          {busy && <LoaderCircle aria-hidden className="animate-spin" />}
          {t("test")}
        </Button>
      )}
      {cheapest && (
        <Confirm
          trigger={
            <Button kind="quiet" disabled={busy}>
              {t("paid", { cost })}
            </Button>
          }
          title={t("paidTitle", { provider: title })}
          text={t("paidText", { what: models.find((one) => one.id === cheapest.role)?.title ?? cheapest.role, cost })}
          yes={t("paidYes", { cost })}
          no={t("paidNo")}
          onYes={() => void run({ role: cheapest.role, confirmCost: cheapest.testCost })}
        />
      )}
    </div>
  );
}
