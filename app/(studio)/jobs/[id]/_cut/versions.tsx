"use client";

import { Check } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { chooseTake } from "@/app/(studio)/_data/api";
import { problemWords } from "@/app/(studio)/_data/api-problem";
import type { LiveJob } from "@/app/(studio)/_data/apply-event";
import { useNow } from "@/app/(studio)/_data/server-time";
import { useTimeWords } from "@/app/(studio)/_i18n/format-time";
import { Button } from "@/app/(studio)/_ui/button";
import { Dialog } from "@/app/(studio)/_ui/dialog";
import { Lines } from "@/app/(studio)/_ui/lines";
import { Picture } from "@/app/(studio)/_ui/picture";
import { thumbnailUrl } from "@/app/(studio)/_ui/stable-url";
import type { Cut } from "@/lib/schemas/cut";
import { changedParts } from "./changes";
import type { CutTake } from "./cut-types";
import type { Editing } from "./use-cut";
import { VersionsButton } from "./versions-button";

type Props = { job: LiveJob; editing: Editing; onOpen: (cut: Cut, version: number) => void; onChosen: () => void };

/** All versions of the film, newest first: what each changed, to use again or to open in the editor. */
export default function Versions({ job, editing, onOpen, onChosen }: Props) {
  const t = useTranslations("cut");
  const say = useTranslations();
  const [open, setOpen] = useState(true);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const { takes, film } = editing.answer;
  const choose = (number: number) => {
    setBusy(true);
    setProblem(null);
    chooseTake(job.id, film.step, number)
      .then(() => {
        setOpen(false);
        onChosen();
      })
      .catch((reason: unknown) => setProblem(problemWords(reason, say)))
      .finally(() => setBusy(false));
  };
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      place="side"
      title={t("versions")}
      close={t("close")}
      trigger={<VersionsButton count={takes.length} />}
    >
      <p aria-live="assertive" className="pb-3 text-sm font-medium text-bad empty:hidden">
        {problem && <Lines text={problem} />}
      </p>
      <ol className="flex flex-col gap-3 p-0.5">
        {takes.toReversed().map((take) => (
          <Version
            key={take.number}
            {...{ job, take, busy }}
            step={film.step}
            before={takes.findLast(({ number, cut }) => number < take.number && cut)?.cut ?? null}
            onChoose={() => choose(take.number)}
            onOpen={(cut) => {
              setOpen(false);
              onOpen(cut, take.number);
            }}
          />
        ))}
      </ol>
    </Dialog>
  );
}

type VersionProps = {
  job: LiveJob;
  step: string;
  take: CutTake;
  before: Cut | null;
  busy: boolean;
  onChoose: () => void;
  onOpen: (cut: Cut) => void;
};

function Version({ job, step, take, before, busy, onChoose, onOpen }: VersionProps) {
  const t = useTranslations("cut");
  const { ago } = useTimeWords();
  const now = useNow(60_000);
  const made = job.steps.find(({ key }) => key === step);
  const known = made?.takes.find(({ number }) => number === take.number);
  const [file] = known?.outputs ?? made?.outputs ?? [];
  const time = known ? known.finishedAt : (made?.finishedAt ?? null);
  const isDone = !known || known.status === "succeeded" || known.status === "cached";
  const parts = take.cut && before ? changedParts(before, take.cut) : [];
  const { cut } = take;
  return (
    <li className={`flex flex-col gap-2.5 rounded-2xl p-3 ring-1 ${take.chosen ? "ring-2 ring-accent" : "ring-line"}`}>
      <div className="flex gap-3">
        {file && (
          <Picture
            src={thumbnailUrl(file)}
            alt=""
            className="h-14 max-w-28 shrink-0 rounded-lg bg-black object-contain"
          />
        )}
        <p className="min-w-0 text-sm">
          <span className="block font-semibold">
            {take.number === 1 && !take.byCut ? t("firstVersion") : t("version", { n: take.number })}
          </span>
          {time && <span className="block text-faint">{ago(time, now)}</span>}
          <span className="block text-pretty text-soft">
            {!isDone
              ? t("notMade")
              : parts.length > 0
                ? parts.map((part) => t(`changed.${part}`)).join(t("and"))
                : cut
                  ? t("shotsOf", { n: cut.shots.length })
                  : t("asMade")}
          </span>
        </p>
      </div>
      <div className="flex flex-wrap items-center justify-end gap-2">
        {take.chosen && (
          <span className="mr-auto flex items-center gap-1.5 text-sm font-medium text-accent">
            <Check aria-hidden className="size-4" />
            {t("chosen")}
          </span>
        )}
        {cut && (
          <Button kind="quiet" onClick={() => onOpen(cut)} aria-label={t("openVersionOf", { n: take.number })}>
            {t("openVersion")}
          </Button>
        )}
        {!take.chosen && isDone && (
          <Button disabled={busy} onClick={onChoose} aria-label={t("useVersionOf", { n: take.number })}>
            {t("useVersion")}
          </Button>
        )}
      </div>
    </li>
  );
}
