"use client";

import { type FormEvent, useEffect, useId, useState } from "react";
import { useTranslations } from "use-intl";
import type { ShareBody, ShareObject } from "@/lib/schemas/share";
import { ApiProblem, problemWords } from "../_data/api-problem";
import { Button } from "../_ui/button";
import { Lines } from "../_ui/lines";
import { OpenLink } from "./open-link";
import { endShare, getShare, shareJob } from "./share-data";

type State = { share: ShareObject | null; said: "saved" | "ended" | null };

/** Creates a job's public link, shows it again, changes what it shows, and ends it. */
export default function ShareForm({ jobId }: { jobId: string }) {
  const t = useTranslations();
  const id = useId();
  const [state, setState] = useState<State | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    getShare(jobId).then(
      (share) => setState({ share, said: null }),
      (reason: unknown) => {
        if (reason instanceof ApiProblem && reason.status === 404) setState({ share: null, said: null });
        else setProblem(problemWords(reason, t));
      },
    );
  }, [jobId, t]);

  const run = (work: Promise<State>) => {
    setBusy(true);
    setProblem(null);
    work.then(setState, (reason: unknown) => setProblem(problemWords(reason, t))).finally(() => setBusy(false));
  };
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const title = String(form.get("title") ?? "").trim();
    const given: ShareBody = { title: title || null, board: form.has("board"), download: form.has("download") };
    run(shareJob(jobId, given).then((share) => ({ share, said: state?.share ? "saved" : null })));
  };

  const share = state?.share ?? null;
  return (
    <div className="flex flex-col gap-5">
      <p className="text-sm text-pretty text-soft">{t("share.text")}</p>
      {share && <OpenLink share={share} />}
      {state ? (
        <form key={share ? "open" : "none"} onSubmit={send} className="flex flex-col gap-4">
          <label htmlFor={`${id}-title`} className="flex flex-col gap-1.5 text-sm font-medium">
            {t("share.name")}
            <input
              id={`${id}-title`}
              name="title"
              maxLength={120}
              defaultValue={share?.title ?? ""}
              autoComplete="off"
              className="min-h-11 w-full min-w-0 rounded-xl bg-paper px-3.5 text-base font-normal ring-1 ring-edge ring-inset"
            />
          </label>
          <Check name="board" label={t("share.board")} checked={share?.board ?? false} />
          <Check name="download" label={t("share.download")} checked={share?.download ?? true} />
          <Button kind={share ? "plain" : "main"} type="submit" disabled={busy} className="min-h-11">
            {share ? t("share.save") : t(busy ? "share.creating" : "share.create")}
          </Button>
        </form>
      ) : (
        !problem && <div className="shimmer h-48 rounded-2xl" />
      )}
      <p role="status" className="text-sm text-soft empty:hidden">
        {state?.said && t(`share.${state.said}`)}
      </p>
      {problem && (
        <p role="alert" className="rounded-xl bg-bad-wash px-4 py-3 text-sm font-medium text-bad">
          <Lines text={problem} />
        </p>
      )}
      {share && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line pt-4">
          <Button
            disabled={busy}
            onClick={() => run(endShare(jobId).then(() => ({ share: null, said: "ended" })))}
            className="text-bad!"
          >
            {t("share.end")}
          </Button>
          <p className="min-w-40 flex-1 text-xs text-pretty text-faint">{t("share.endHint")}</p>
        </div>
      )}
    </div>
  );
}

function Check({ name, label, checked }: { name: string; label: string; checked: boolean }) {
  const id = useId();
  return (
    <label htmlFor={id} className="flex cursor-pointer items-start gap-3 text-sm">
      <input
        id={id}
        type="checkbox"
        name={name}
        defaultChecked={checked}
        className="size-5 shrink-0 accent-(--accent)"
      />
      {label}
    </label>
  );
}
