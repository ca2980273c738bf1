"use client";

import { Film, LoaderCircle, Redo2, Undo2 } from "lucide-react";
import { useTranslations } from "use-intl";
import type { LiveJob } from "@/app/(studio)/_data/apply-event";
import { useTimeWords } from "@/app/(studio)/_i18n/format-time";
import { failureWords } from "@/app/(studio)/_i18n/job-text";
import { Act } from "@/app/(studio)/_ui/act";
import { Button } from "@/app/(studio)/_ui/button";
import { Lines } from "@/app/(studio)/_ui/lines";
import { ProgressBar } from "@/app/(studio)/_ui/progress-bar";
import { jobLooks } from "@/app/(studio)/_ui/status-style";
import type { Editing } from "./use-cut";

type Props = {
  job: LiveJob;
  editing: Editing;
  onUndo: () => void;
  onRedo: () => void;
  onJoin: () => void;
};

/** Undo and redo, and the button that joins the film again, with what that costs and how far it is. */
export function JoinBar({ job, editing, onUndo, onRedo, onJoin }: Props) {
  const t = useTranslations("cut");
  const { undo, redo, isChanged, isSending, isOpen, errors } = editing;
  const isJoining = isSending || !jobLooks[job.status].ended;
  return (
    <div className="flex flex-wrap items-center justify-end gap-x-3 gap-y-2">
      <div className="flex">
        <Act label={t("undo")} isOff={!undo} onPress={onUndo} aria-keyshortcuts="Control+Z">
          <Undo2 aria-hidden />
        </Act>
        <Act label={t("redo")} isOff={!redo} onPress={onRedo} aria-keyshortcuts="Control+Shift+Z">
          <Redo2 aria-hidden />
        </Act>
      </div>
      {isJoining ? <Joining job={job} film={editing.answer.film.step} /> : <Offer editing={editing} />}
      <Button
        kind="main"
        aria-disabled={!isChanged || isJoining || !isOpen || errors.size > 0}
        onClick={() => isChanged && !isJoining && isOpen && errors.size === 0 && onJoin()}
        className="aria-disabled:opacity-50 pointer-coarse:min-h-11"
      >
        {isJoining ? <LoaderCircle aria-hidden className="animate-spin" /> : <Film aria-hidden />}
        {t("joinAgain")}
      </Button>
    </div>
  );
}

function Joining({ job, film }: { job: LiveJob; film: string }) {
  const t = useTranslations("cut");
  const value = job.steps.find(({ key }) => key === film)?.progress ?? 0;
  return (
    <div className="flex w-40 flex-col gap-1 text-sm text-soft">
      {t("joining")}
      <ProgressBar value={value} label={t("joining")} />
    </div>
  );
}

function Offer({ editing: { isChanged, seconds, errors } }: { editing: Editing }) {
  const t = useTranslations("cut");
  const { duration } = useTimeWords();
  const words =
    errors.size > 0
      ? t("faults")
      : isChanged
        ? seconds === null
          ? t("free")
          : t("freeAbout", { time: duration(Math.max(1, seconds)) })
        : t("asFilm");
  return (
    <p aria-live="polite" className={`text-sm tabular-nums ${errors.size > 0 ? "font-medium text-bad" : "text-soft"}`}>
      {words}
    </p>
  );
}

/** What keeps a cut from being joined, and where its faults are. */
export function Problems({ job, editing }: Pick<Props, "job" | "editing">) {
  const t = useTranslations();
  const { problem, errors, isElsewhere, answer } = editing;
  const failed = job.status === "failed" && job.error ? failureWords(job.error, {}, t) : null;
  const warnings = job.warnings.filter(({ code }) => code === "cut_adjusted");
  const placeOf = (pointer: string) => {
    const shot = /^\/shots\/(\d+)/.exec(pointer)?.[1];
    return shot === undefined ? "" : `${t("cut.shot", { n: Number(shot) + 1 })}: `;
  };
  const texts = [
    ...(problem ? [problem] : []),
    ...[...errors].map(([pointer, detail]) => `${placeOf(pointer)}${detail}`),
    ...(failed ? [failed] : []),
  ];
  return (
    <div aria-live="assertive" className="flex flex-col gap-2 empty:hidden">
      {texts.length > 0 && (
        <div className="flex flex-col gap-1 rounded-2xl bg-bad-wash px-4 py-3 text-sm font-medium text-bad">
          {texts.map((text) => (
            <p key={text}>
              <Lines text={text} />
            </p>
          ))}
        </div>
      )}
      {warnings.map(({ message }) => (
        <p key={message} lang="en" className="rounded-2xl bg-accent-wash px-4 py-3 text-sm">
          {message}
        </p>
      ))}
      {answer.film.outOfDate && <p className="rounded-2xl bg-accent-wash px-4 py-3 text-sm">{t("cut.outOfDate")}</p>}
      {isElsewhere && <p className="rounded-2xl bg-accent-wash px-4 py-3 text-sm">{t("cut.elsewhere")}</p>}
    </div>
  );
}
