"use client";

import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "../ui/button";
import { Confirm } from "../ui/confirm";
import { rotateWebhookSecret, testWebhook, webhookSecret } from "./account";
import { useAsked } from "./asked";
import { Secret } from "./secret";
import { box, Section } from "./section";

/** The secret that webhooks are signed with, and a signed sample for an address. */
export function Webhooks() {
  const t = useTranslations("settings.webhooks");
  const { answer, problem, tell, ask } = useAsked(webhookSecret);
  const [shown, setShown] = useState(false);
  const [url, setUrl] = useState("");
  const [said, setSaid] = useState<string | null>(null);
  const test = (event: FormEvent) => {
    event.preventDefault();
    setSaid(null);
    tell(testWebhook(url), ({ delivered, status, answer: words }) =>
      setSaid(`${t(delivered ? "arrived" : "refused")} ${status ?? ""} ${words}`),
    );
  };
  return (
    <Section id="webhooks" title={t("title")} problem={problem}>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => setShown(!shown)}>{t(shown ? "hide" : "show")}</Button>
        <Confirm
          trigger={<Button>{t("rotate")}</Button>}
          title={t("rotate")}
          text={t("rotateText")}
          yes={t("rotate")}
          no={t("keep")}
          onYes={() => tell(rotateWebhookSecret(), ask)}
        />
      </div>
      {shown && answer && <Secret text={answer.secret} hint={t("secret")} />}
      <form onSubmit={test} className="flex flex-wrap gap-2">
        <input
          type="url"
          required
          aria-label={t("url")}
          placeholder="https://example.com/webhook"
          value={url}
          onChange={(event) => setUrl(event.target.value)}
          className={box}
        />
        <Button type="submit">{t("test")}</Button>
      </form>
      <p role="status" className="text-sm break-words text-soft empty:hidden">
        {said}
      </p>
    </Section>
  );
}
