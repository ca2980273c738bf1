import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import type { ProviderModel, ProviderObject } from "@/lib/schemas/provider";
import { useModel } from "../_data/models";
import { useNow } from "../_data/server-time";
import { useTimeWords } from "../_i18n/format-time";
import { StatusBadge } from "../_ui/status-badge";
import { usePriceWords } from "./price-words";

type Role = ProviderObject["roles"][number];
type Entry = { provider: ProviderObject; role: Role; model: ProviderModel; position: number };

/** Rows of a role that are shown at first. */
const mostRows = 3;

/** For each role, the entries of its list in the order in which they are tried. */
export function RoleTable({ providers }: { providers: ProviderObject[] }) {
  const t = useTranslations("settings.providers");
  const ids = [...new Set(providers.flatMap(({ roles }) => roles.map(({ id }) => id)))].sort();
  const column = "py-2 pr-3 text-left font-normal text-faint last:pr-0";
  return (
    <table className="w-full border-collapse text-sm">
      <caption className="sr-only">{t("table")}</caption>
      <thead>
        <tr className="border-b border-line text-xs">
          <th scope="col" className={`${column} w-8`}>
            <span className="sr-only">{t("place")}</span>
            <span aria-hidden>#</span>
          </th>
          <th scope="col" className={column}>
            {t("model")}
          </th>
          <th scope="col" className={`${column} hidden sm:table-cell`}>
            {t("priceTitle")}
          </th>
          <th scope="col" className={`${column} hidden md:table-cell`}>
            {t("workedTitle")}
          </th>
          <th scope="col" className={column}>
            {t("state")}
          </th>
        </tr>
      </thead>
      {ids.map((id) => (
        <RoleRows key={id} id={id} entries={entriesOf(providers, id)} />
      ))}
    </table>
  );
}

const entriesOf = (providers: ProviderObject[], id: string): Entry[] =>
  providers
    .flatMap((provider) =>
      provider.roles
        .filter((role) => role.id === id)
        .flatMap((role) =>
          role.models.flatMap((model) =>
            model.position === null ? [] : [{ provider, role, model, position: model.position }],
          ),
        ),
    )
    .sort((a, b) => a.position - b.position);

function RoleRows({ id, entries }: { id: string; entries: Entry[] }) {
  const t = useTranslations("settings.providers");
  const title = useModel(id)?.title ?? id;
  const [isOpen, setOpen] = useState(false);
  const shown = isOpen ? entries : entries.slice(0, mostRows);
  const rest = entries.length - mostRows;
  return (
    <tbody className="border-b border-line last:border-0">
      <tr>
        <th scope="rowgroup" colSpan={5} className="pt-4 pb-1 text-left font-medium">
          {title} <span className="font-normal text-faint">{id}</span>
        </th>
      </tr>
      {shown.map((entry) => (
        <EntryRow key={entry.model.id} {...entry} />
      ))}
      {entries.length === 0 && (
        <tr>
          <td colSpan={5} className="pb-3 text-soft">
            {t("nobody")}
          </td>
        </tr>
      )}
      {rest > 0 && (
        <tr>
          <td colSpan={5} className="pb-3">
            <button
              type="button"
              aria-expanded={isOpen}
              aria-label={isOpen ? t("fewerOf", { role: title }) : t("moreOf", { n: rest, role: title })}
              onClick={() => setOpen(!isOpen)}
              className="min-h-8 rounded-lg text-sm text-accent underline-offset-2 hover:underline"
            >
              {isOpen ? t("fewer") : t("more", { n: rest })}
            </button>
          </td>
        </tr>
      )}
    </tbody>
  );
}

function EntryRow({ provider, role, model, position }: Entry) {
  const { ago } = useTimeWords();
  const now = useNow(60_000);
  const { words } = usePriceWords();
  const abilities = useAbilities()(model);
  const price = words(model.price);
  const cell = "py-2 pr-3 align-top last:pr-0";
  return (
    <tr>
      <td className={`${cell} text-faint tabular-nums`}>{position}</td>
      <td className={`${cell} min-w-0`}>
        <span className="wrap-anywhere">{model.id}</span>
        <span className="block text-xs text-faint">{abilities}</span>
        <span className="block text-xs text-soft sm:hidden">{price}</span>
      </td>
      <td className={`${cell} hidden text-soft tabular-nums sm:table-cell`}>{price}</td>
      <td className={`${cell} hidden text-soft md:table-cell`}>
        {provider.lastWorkedAt ? ago(provider.lastWorkedAt, now) : "–"}
      </td>
      <td className={cell}>
        <State provider={provider} role={role} model={model} />
      </td>
    </tr>
  );
}

/** What a model can do, as "5, 10 s · 480p, 720p". */
function useAbilities() {
  const t = useTranslations("settings.providers");
  const format = useFormatter();
  return ({ durations, resolutions, references, lastImage, audio }: ProviderModel): string => {
    const seconds = Array.isArray(durations)
      ? durations.map((one) => format.number(one)).join(", ")
      : durations && `${durations.min}–${durations.max}`;
    return [
      seconds && t("seconds", { seconds }),
      resolutions?.join(", "),
      references ? t("references", { n: references }) : null,
      lastImage && t("lastImage"),
      audio && t("audio"),
    ]
      .filter(Boolean)
      .join(" · ");
  };
}

function State({ provider, role, model }: Omit<Entry, "position">) {
  const t = useTranslations("settings.providers");
  const { clockTime } = useTimeWords();
  if (provider.status === "key_refused") return <StatusBadge tone="bad" label={t("states.key_refused")} />;
  if (role.resting)
    return <StatusBadge tone="busy" label={t("states.resting", { time: clockTime(role.resting.until) })} />;
  if (model.configured) {
    const isUsed = provider.lastWorkedAt !== null;
    return <StatusBadge tone={isUsed ? "good" : "calm"} label={t(isUsed ? "states.ok" : "states.unused")} />;
  }
  if (provider.status === "unconfigured") return <StatusBadge tone="bad" label={t("states.unconfigured")} />;
  return <StatusBadge tone="calm" label={t("states.sandbox")} />;
}
