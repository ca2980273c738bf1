"use client";

import { type FormEvent, useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { Button } from "../_ui/button";
import { Confirm } from "../_ui/confirm";
import { pausedOrigins, resumeOrigin, rotateWebhookSecret, testWebhook, webhookSecret } from "./account";
import { useAsked } from "./asked";
import { Secret } from "./secret";
import { box, Section } from "./section";

/** The signing secret of webhooks, a signed test event for an address, and the paused receivers. */
export function Webhooks() {
  const t = useTranslations("settings.webhooks");
  const { answer, problem, forbidden, tell, ask } = useAsked(webhookSecret);
  const [shown, setShown] = useState(false);
  const [url, setUrl] = useState("");
  const [said, setSaid] = useState<{ good: boolean; words: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const test = (event: FormEvent) => {
    event.preventDefault();
    setSaid(null);
    setBusy(true);
    void tell(testWebhook(url), ({ delivered, status, answer: words }) =>
      setSaid({
        good: delivered,
        words: [t(delivered ? "arrived" : "refused"), status, words].filter(Boolean).join(" "),
      }),
    ).finally(() => setBusy(false));
  };
  if (forbidden) return null;
  return (
    <Section id="webhooks" title={t("title")} text={t("text")} problem={problem}>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => setShown(!shown)}>{t(shown ? "hide" : "show")}</Button>
        <Confirm
          trigger={<Button>{t("rotate")}</Button>}
          title={t("rotate")}
          text={t("rotateText")}
          yes={t("rotate")}
          no={t("keep")}
          onYes={() => void tell(rotateWebhookSecret(), () => void ask())}
        />
      </div>
      {shown && answer && <Secret text={answer.secret} hint={t("secret")} />}
      <form onSubmit={test} className="grid gap-2 sm:grid-cols-[1fr_auto]">
        <input
          type="url"
          required
          aria-label={t("url")}
          placeholder="https://example.com/webhook"
          value={url}
          onChange={(event) => setUrl(event.target.value)}
          className={box}
        />
        <Button type="submit" disabled={busy}>
          {t("test")}
        </Button>
      </form>
      <p role="status" className={`text-sm break-words empty:hidden ${said?.good ? "text-good" : "text-bad"}`}>
        {said?.words}
      </p>
      <Paused />
    </Section>
  );
}

function Paused() {
  const t = useTranslations("settings.webhooks");
  const format = useFormatter();
  const { answer: origins, problem, tell, ask } = useAsked(pausedOrigins);
  const resume = (origin: string) => void tell(resumeOrigin(origin), () => void ask());
  return (
    <>
      {problem && (
        <p role="alert" className="text-sm font-medium text-bad">
          {problem}
        </p>
      )}
      <ul className="flex flex-col gap-2 empty:hidden">
        {origins?.map(({ origin, waiting, failures, failingSince }) => (
          <li key={origin} className="flex flex-wrap items-center gap-3 rounded-2xl bg-bad-wash px-4 py-3">
            <span className="min-w-0 flex-1 text-sm break-words">
              <span className="font-medium">{t("paused", { origin })}</span>{" "}
              <span className="text-soft">
                {t("pausedWhy", {
                  failures,
                  waiting,
                  since: failingSince
                    ? format.dateTime(new Date(failingSince), { dateStyle: "medium", timeZone: "UTC" })
                    : "",
                })}
              </span>
            </span>
            <Button onClick={() => resume(origin)}>{t("resume")}</Button>
          </li>
        ))}
      </ul>
    </>
  );
}
