import { useFormatter, useTranslations } from "use-intl";
import type { Counter } from "@/db/counters";

/** The automatic repairs since the first start; kinds that never happened are not listed. */
export function Counters({ counters }: { counters: Record<Counter, number> }) {
  const t = useTranslations("settings.counters");
  const format = useFormatter();
  const happened = (Object.keys(counters) as Counter[]).filter((name) => counters[name] > 0);
  return (
    <div className="flex flex-col gap-3 border-t border-line pt-5">
      <div className="flex flex-col gap-1">
        <h3 className="font-semibold">{t("title")}</h3>
        <p className="text-sm text-pretty text-soft">{t(happened.length > 0 ? "text" : "none")}</p>
      </div>
      {happened.length > 0 && (
        <dl className="grid gap-x-10 gap-y-2 text-sm lg:grid-cols-2">
          {happened.map((name) => (
            <div key={name} className="flex items-baseline justify-between gap-4">
              <dt className="text-soft">{t(name)}</dt>
              <dd className="font-semibold tabular-nums">{format.number(counters[name])}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
