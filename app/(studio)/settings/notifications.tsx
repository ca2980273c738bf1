"use client";

import { type FormEvent, useId, useState } from "react";
import { useTranslations } from "use-intl";
import type { Notifications as Answer } from "@/lib/schemas/notify";
import { languages } from "../_i18n/languages";
import { Button } from "../_ui/button";
import { SelectBox } from "../_ui/select-box";
import { changeNotifications, notifications, testNotification } from "./account";
import { useAsked } from "./asked";
import { BrowserNotices } from "./browser-notices";
import { Awaited, box, Section } from "./section";

type Said = { good: boolean; words: string } | null;

/** Whom the current key notifies of its jobs and its budget, and a test of each channel. */
export function Notifications() {
  const t = useTranslations("settings.notifications");
  const { answer, problem, tell, ask } = useAsked(notifications);
  const [said, setSaid] = useState<Said>(null);
  const save = (change: Pick<Answer, "notify" | "language">) => {
    setSaid(null);
    void tell(changeNotifications(change), () => {
      setSaid({ good: true, words: t("saved") });
      void ask();
    });
  };
  const test = (to: string) => {
    setSaid(null);
    void tell(testNotification(to), ({ delivered, status, answer: words }) =>
      setSaid({
        good: delivered,
        words: [
          t(delivered ? "arrived" : "refused", { to: to === "slack" ? t("slack") : to.slice("email:".length) }),
          ...(delivered ? [] : [status, words]),
        ]
          .filter(Boolean)
          .join(" "),
      }),
    );
  };
  return (
    <Section id="notifications" title={t("title")} text={t("text")} problem={problem}>
      {answer ? (
        <Form key={JSON.stringify(answer)} answer={answer} save={save} test={test} />
      ) : (
        !problem && <Awaited lines={9} />
      )}
      <p role="status" className={`text-sm break-words empty:hidden ${said?.good ? "text-good" : "text-bad"}`}>
        {said?.words}
      </p>
      <BrowserNotices />
    </Section>
  );
}

type Props = {
  answer: Answer;
  save: (change: Pick<Answer, "notify" | "language">) => void;
  test: (to: string) => void;
};

const isEmail = (target: string) => target.startsWith("email:");

function Form({ answer, save, test }: Props) {
  const t = useTranslations("settings.notifications");
  const id = useId();
  const [emails, setEmails] = useState(
    answer.notify
      .filter(isEmail)
      .map((one) => one.slice("email:".length))
      .join(", "),
  );
  const [slack, setSlack] = useState(answer.notify.includes("slack"));
  const [language, setLanguage] = useState(answer.language);
  const targets = emails
    .split(/[,\s]+/)
    .filter(Boolean)
    .map((one) => `email:${one}`);
  const missing = (channel: "email" | "slack") => answer.channels.find((one) => one.id === channel)?.missing ?? [];
  const [noMail, noSlack] = [missing("email"), missing("slack")];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save({ notify: [...targets, ...(slack ? ["slack"] : [])], language });
  };
  const toSet = (names: string[]) => t("missing", { settings: names.join(", ") });
  return (
    <form onSubmit={submit} className="flex flex-col gap-5">
      <div className="flex flex-col gap-1.5">
        <label htmlFor={`${id}-email`} className="text-sm font-medium">
          {t("email")}
        </label>
        <div className="grid gap-2 sm:grid-cols-[1fr_auto]">
          <input
            id={`${id}-email`}
            type="text"
            inputMode="email"
            autoComplete="email"
            placeholder="me@example.com"
            disabled={noMail.length > 0 && targets.length === 0}
            aria-describedby={`${id}-email-hint`}
            value={emails}
            onChange={(event) => setEmails(event.target.value)}
            className={`${box} disabled:opacity-60`}
          />
          <Button
            aria-label={t("testOne", { channel: t("email") })}
            disabled={noMail.length > 0 || targets.length === 0}
            onClick={() => test(targets[0] ?? "")}
          >
            {t("test")}
          </Button>
        </div>
        <p id={`${id}-email-hint`} className="text-sm text-soft">
          {noMail.length > 0 ? toSet(noMail) : t("emailHint")}
        </p>
      </div>
      <div className="flex flex-col gap-1.5">
        <div className="flex items-center justify-between gap-3">
          <label className="flex min-h-10 items-center gap-3 text-sm font-medium">
            <input
              type="checkbox"
              checked={slack}
              disabled={noSlack.length > 0 && !slack}
              aria-describedby={`${id}-slack-hint`}
              onChange={(event) => setSlack(event.target.checked)}
              className="size-5 accent-accent"
            />
            {t("slack")}
          </label>
          <Button
            aria-label={t("testOne", { channel: t("slack") })}
            disabled={noSlack.length > 0}
            onClick={() => test("slack")}
          >
            {t("test")}
          </Button>
        </div>
        <p id={`${id}-slack-hint`} className="text-sm text-soft empty:hidden">
          {noSlack.length > 0 ? toSet(noSlack) : null}
        </p>
      </div>
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div className="flex w-full flex-col gap-1.5 sm:w-56">
          <label htmlFor={`${id}-language`} className="text-sm font-medium">
            {t("language")}
          </label>
          <SelectBox
            id={`${id}-language`}
            value={language}
            onChange={(value) => setLanguage(value === "zh" ? "zh" : "en")}
            groups={[{ title: null, choices: Object.entries(languages).map(([value, title]) => ({ value, title })) }]}
          />
        </div>
        <Button kind="main" type="submit" className="max-sm:w-full">
          {t("save")}
        </Button>
      </div>
    </form>
  );
}
