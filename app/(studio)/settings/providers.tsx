"use client";

import { useTranslations } from "use-intl";
import { More } from "../_ui/more";
import { listProviders, ownKey } from "./account";
import { useAsked } from "./asked";
import { ProviderRow } from "./provider-row";
import { RoleTable } from "./role-table";
import { Awaited, Section } from "./section";

const everyMs = 10_000;
const askBoth = async () => {
  const [providers, own] = await Promise.all([listProviders(), ownKey()]);
  return { providers, isAdmin: own.role === "admin" };
};

/** Who makes what, in which order, at which price, and how each is doing; those without a key are folded below. */
export function Providers() {
  const t = useTranslations("settings.providers");
  const { answer, problem, ask } = useAsked(askBoth, everyMs);
  const { providers: given = [], isAdmin = false } = answer ?? {};
  // Vendors have their own names; the others are words of a language.
  const providers = given.map((one) => {
    const name = `names.${one.id}` as never;
    return t.has(name) ? { ...one, title: t(name) } : one;
  });
  const known = providers.filter(({ configured }) => configured);
  const keyless = providers.filter(({ configured }) => !configured);
  const refusing = providers.filter(({ status }) => status === "key_refused");
  const rows = (some: typeof providers) => (
    <ul className="flex flex-col divide-y divide-line">
      {some.map((one) => (
        <ProviderRow key={one.id} provider={one} isAdmin={isAdmin} onTested={ask} />
      ))}
    </ul>
  );
  return (
    <Section id="providers" title={t("title")} text={t("text")} problem={problem}>
      {refusing.map(({ id, title, keySetting }) => (
        <p key={id} role="status" className="rounded-xl bg-bad-wash px-4 py-3 text-sm font-medium text-bad">
          {t("refusing", { provider: title, setting: keySetting })}
        </p>
      ))}
      {!answer && !problem && <Awaited lines={20} />}
      {answer && <RoleTable providers={providers} />}
      {known.length > 0 && rows(known)}
      {keyless.length > 0 && (
        <More
          title={
            <>
              {t("keyless", { n: keyless.length })}
              {keyless.some(({ status }) => status !== "unconfigured") && ` ${t("played")}`}
            </>
          }
        >
          <div className="mt-3">{rows(keyless)}</div>
        </More>
      )}
    </Section>
  );
}
