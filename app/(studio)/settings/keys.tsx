"use client";

import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "../ui/button";
import { Confirm } from "../ui/confirm";
import { createKey, listKeys, revokeKey, rotateKey } from "./account";
import { useAsked } from "./asked";
import { Secret } from "./secret";
import { box, Section } from "./section";

/** The API keys: a key's text is shown once, when it is made or rotated. Only for admin keys, as the server says. */
export function Keys() {
  const t = useTranslations("settings.keys");
  const { answer: keys, problem, tell, ask } = useAsked(listKeys);
  const [name, setName] = useState("");
  const [text, setText] = useState<string | null>(null);
  const shown = ({ key }: { key: string }) => {
    setText(key);
    ask();
  };
  const create = (event: FormEvent) => {
    event.preventDefault();
    tell(createKey(name), (made) => {
      setName("");
      shown(made);
    });
  };
  return (
    <Section id="keys" title={t("title")} problem={problem}>
      {keys && (
        <form onSubmit={create} className="flex flex-wrap gap-2">
          <input
            aria-label={t("name")}
            placeholder={t("name")}
            required
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
            className={box}
          />
          <Button kind="main" type="submit">
            {t("create")}
          </Button>
        </form>
      )}
      {text && <Secret text={text} hint={t("once")} />}
      <ul className="flex flex-col divide-y divide-line">
        {keys?.map((key) => (
          <li key={key.id} className="flex flex-wrap items-center gap-2 py-2.5">
            <span className="min-w-40 flex-1 break-words">
              <span className="font-medium">{key.name}</span>{" "}
              <span className="text-sm text-soft">
                {key.id} · {t(key.role)}
              </span>
            </span>
            {key.revokedAt ? (
              <span className="text-sm text-soft">{t("revoked")}</span>
            ) : (
              <>
                <Confirm
                  trigger={<Button aria-label={t("rotateOne", { name: key.name })}>{t("rotate")}</Button>}
                  title={t("rotateOne", { name: key.name })}
                  text={t("rotateText")}
                  yes={t("rotate")}
                  no={t("keep")}
                  onYes={() => tell(rotateKey(key.id), shown)}
                />
                <Confirm
                  trigger={<Button aria-label={t("revokeOne", { name: key.name })}>{t("revoke")}</Button>}
                  title={t("revokeOne", { name: key.name })}
                  text={t("revokeText")}
                  yes={t("revoke")}
                  no={t("keep")}
                  onYes={() => tell(revokeKey(key.id), ask)}
                />
              </>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
