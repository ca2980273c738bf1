"use client";

import { CircleHelp } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { useTranslations } from "use-intl";
import { type Resolution, resolveStep } from "@/app/(studio)/_data/api";
import { problemWords } from "@/app/(studio)/_data/api-problem";
import { useTimeWords } from "@/app/(studio)/_i18n/format-time";
import { stepWords } from "@/app/(studio)/_i18n/job-text";
import { Button } from "@/app/(studio)/_ui/button";
import { Confirm } from "@/app/(studio)/_ui/confirm";
import { Lines } from "@/app/(studio)/_ui/lines";
import type { Step } from "@/lib/schemas/job";

type Props = { jobId: string; step: Step; part: string; onResolved: () => void };

/** A step whose submit is unconfirmed, or whose service is silent: what a person can do about it. */
export default function UnconfirmedPanel({ jobId, step, part, onResolved }: Props) {
  const t = useTranslations();
  const { clockTime } = useTimeWords();
  const [state, setState] = useState<{ busy: boolean; problem: string | null }>({ busy: false, problem: null });
  const [knowsId, setKnowsId] = useState(false);
  const [checkedAt, setCheckedAt] = useState<string | null>(null);
  const title = useId();
  const kind = step.status === "unconfirmed" ? "unconfirmed" : "silent";

  const resolve = (resolution: Resolution) => {
    setState({ busy: true, problem: null });
    resolveStep(jobId, step.key, resolution).then(
      () => {
        setState({ busy: false, problem: null });
        if (resolution.action === "check_again") setCheckedAt(clockTime(new Date().toISOString()));
        onResolved();
      },
      (reason: unknown) => setState({ busy: false, problem: problemWords(reason, t) }),
    );
  };

  return (
    <section aria-labelledby={title} className="flex gap-3 rounded-2xl bg-sunken p-4 sm:gap-4">
      <CircleHelp aria-hidden className="mt-0.5 size-5 shrink-0 text-accent" />
      <div className="flex min-w-0 flex-1 flex-col gap-2">
        <h4 id={title} className="font-semibold text-pretty">
          {t(`job.${kind}.title`, { part })}
        </h4>
        <p aria-live="polite" className="text-sm text-pretty break-words text-soft">
          <Lines text={stepWords(step, t)} /> {checkedAt && t("job.unconfirmed.checked", { time: checkedAt })}
        </p>
        <p className="text-sm text-pretty text-soft">{t(`job.${kind}.text`)}</p>
        <div className="mt-1 flex flex-wrap gap-2">
          <Button disabled={state.busy} onClick={() => resolve({ action: "check_again" })}>
            {t("job.unconfirmed.checkAgain")}
          </Button>
          {kind === "unconfirmed" && (
            <Button aria-expanded={knowsId} disabled={state.busy} onClick={() => setKnowsId(!knowsId)}>
              {t("job.unconfirmed.knowId")}
            </Button>
          )}
          <Confirm
            trigger={<Button disabled={state.busy}>{t("job.unconfirmed.submitAgain")}</Button>}
            title={t("job.unconfirmed.submitTitle")}
            text={t(`job.${kind}.submitText`)}
            yes={t("job.unconfirmed.submitYes")}
            no={t("job.unconfirmed.submitNo")}
            onYes={() => resolve({ action: "submit_again" })}
          />
        </div>
        {knowsId && kind === "unconfirmed" && (
          <IdForm busy={state.busy} onId={(serviceJobId) => resolve({ action: "adopt", serviceJobId })} />
        )}
        {state.problem && (
          <p role="alert" className="text-sm break-words text-bad">
            <Lines text={state.problem} />
          </p>
        )}
      </div>
    </section>
  );
}

function IdForm({ busy, onId }: { busy: boolean; onId: (id: string) => void }) {
  const t = useTranslations("job.unconfirmed");
  const [text, setText] = useState("");
  const id = useId();
  const send = (event: FormEvent) => {
    event.preventDefault();
    onId(text.trim());
  };
  return (
    <form onSubmit={send} className="flex max-w-xl flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {t("idLabel")}
      </label>
      <div className="flex flex-wrap gap-2">
        <input
          id={id}
          value={text}
          onChange={(event) => setText(event.target.value)}
          maxLength={200}
          required
          autoComplete="off"
          spellCheck={false}
          className="min-h-10 w-40 min-w-0 flex-1 rounded-xl bg-raised px-3.5 font-mono text-sm ring-1 ring-edge ring-inset"
        />
        <Button type="submit" kind="main" disabled={busy || text.trim() === ""}>
          {t("useId")}
        </Button>
      </div>
    </form>
  );
}
