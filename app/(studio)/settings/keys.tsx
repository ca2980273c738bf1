"use client";

import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import type { KeyObject, Role } from "@/lib/schemas/key";
import { Button } from "../_ui/button";
import { More } from "../_ui/more";
import { SelectBox } from "../_ui/select-box";
import { createKey, listKeys, listUsage } from "./account";
import { useAsked } from "./asked";
import { KeyRow } from "./key-row";
import { Secret } from "./secret";
import { Awaited, box, Section } from "./section";

const askKeys = async () => {
  const [keys, usage] = await Promise.all([listKeys(), listUsage()]);
  const today = new Date().toISOString().slice(0, 10);
  return { keys, spent: new Map(usage.filter(({ day }) => day === today).map((one) => [one.keyId, one.actual])) };
};

/** The API keys. A key is shown once, when it is created or rotated. For admin keys only, which the server enforces. */
export function Keys() {
  const t = useTranslations("settings.keys");
  const { answer, problem, forbidden, tell, ask } = useAsked(askKeys);
  const [text, setText] = useState<string | null>(null);
  const change = <A,>(asked: Promise<A>, done?: (answer: A) => void) =>
    void tell(asked, (made) => {
      done?.(made);
      void ask();
    });
  const show = ({ key }: { key: string }) => setText(key);
  if (forbidden) return null;
  const row = (key: KeyObject) => (
    <KeyRow key={key.id} item={key} spent={answer?.spent.get(key.id) ?? 0} change={change} onText={show} />
  );
  const revoked = answer?.keys.filter((key) => key.revokedAt) ?? [];
  return (
    <Section id="keys" title={t("title")} text={t("text")} problem={problem}>
      <NewKey onCreate={(name, role) => change(createKey(name, role), show)} />
      {text && <Secret text={text} hint={t("once")} />}
      {!answer && !problem && <Awaited lines={6} />}
      <ul className="flex flex-col divide-y divide-line">{answer?.keys.filter((key) => !key.revokedAt).map(row)}</ul>
      {revoked.length > 0 && (
        <More title={t("revokedKeys", { n: revoked.length })}>
          <ul className="mt-2 flex flex-col divide-y divide-line">{revoked.map(row)}</ul>
        </More>
      )}
    </Section>
  );
}

function NewKey({ onCreate }: { onCreate: (name: string, role: Role) => void }) {
  const t = useTranslations("settings.keys");
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("user");
  const create = (event: FormEvent) => {
    event.preventDefault();
    onCreate(name, role);
    setName("");
  };
  const roles = (["user", "admin"] as const).map((value) => ({
    value,
    title: t(value),
    description: t(`${value}Text`),
  }));
  return (
    <form onSubmit={create} className="grid gap-2 sm:grid-cols-[1fr_12rem_auto]">
      <input
        aria-label={t("name")}
        placeholder={t("name")}
        required
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.target.value)}
        className={box}
      />
      <SelectBox
        label={t("role")}
        value={role}
        groups={[{ title: null, choices: roles }]}
        onChange={(value) => setRole(value === "admin" ? "admin" : "user")}
      />
      <Button kind="main" type="submit" className="min-h-11">
        {t("create")}
      </Button>
    </form>
  );
}
