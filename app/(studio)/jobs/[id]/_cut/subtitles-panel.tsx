"use client";

import { Captions, FileUp, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { textOf } from "@/app/(studio)/_data/api";
import { problemWords } from "@/app/(studio)/_data/api-problem";
import { Act } from "@/app/(studio)/_ui/act";
import { Button } from "@/app/(studio)/_ui/button";
import { Lines } from "@/app/(studio)/_ui/lines";
import { PickFile } from "@/app/(studio)/_ui/pick-file";
import { FromLibrary } from "@/app/(studio)/library/from-library";
import type { Output } from "@/lib/schemas/job";
import { TextField } from "../_story/story-field";
import { type EditedCue, newId, rounded } from "./edited-cut";
import { CheckField, SecondsField } from "./fields";
import type { Playhead } from "./playhead";
import { cuesOf } from "./subtitle-import";
import type { Editing } from "./use-cut";

const subtitleTypes = ["text/vtt", "application/x-subrip"];
const usualSeconds = 2;
const mostCues = 500;
const longestText = 500;

type Props = { editing: Editing; playhead: Playhead; announce: (text: string) => void };

/** Subtitles with their times: written here, or read from a file. */
export default function SubtitlesPanel({ editing, playhead, announce }: Props) {
  const t = useTranslations("cut");
  const say = useTranslations();
  const { cut, change, film, errors } = editing;
  const { subtitles } = cut;
  const [problem, setProblem] = useState<string | null>(null);
  const set = (id: string, part: Partial<EditedCue>, about: string | null) =>
    change(
      (now) => ({ ...now, subtitles: now.subtitles.map((one) => (one.id === id ? { ...one, ...part } : one)) }),
      about && `${about} of ${id}`,
    );
  const add = () => {
    const from = rounded(Math.min(playhead.time(), film.seconds - 0.5));
    const cue = { id: newId(), from, to: rounded(Math.min(film.seconds, from + usualSeconds)), text: "" };
    change((now) => ({ ...now, subtitles: [...now.subtitles, cue].toSorted((a, b) => a.from - b.from) }));
    requestAnimationFrame(() => document.getElementById(`cue-${cue.id}`)?.focus());
  };
  const read = (text: string, name: string) => {
    const cues = cuesOf(text).slice(0, mostCues);
    setProblem(cues.length === 0 ? t("noCues", { name }) : null);
    if (cues.length === 0) return;
    change((now) => ({ ...now, subtitles: cues.map((cue) => ({ ...cue, id: newId() })) }));
    announce(t("cuesRead", { n: cues.length }));
  };
  const fromLibrary = (file: Output, name: string) =>
    textOf(file).then(
      (text) => read(text, name),
      (reason: unknown) => setProblem(problemWords(reason, say)),
    );
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap gap-2 [&>button]:grow">
        <Button onClick={add} disabled={subtitles.length >= mostCues} className="pointer-coarse:min-h-11">
          <Plus aria-hidden />
          {t("addCue")}
        </Button>
        <PickFile
          label={t("readCues")}
          accept=".srt,.vtt,text/vtt"
          icon={FileUp}
          onPick={async (file) => read(await file.text(), file.name)}
          className="pointer-coarse:min-h-11"
        />
        <FromLibrary kind="file" contentTypes={subtitleTypes} onPick={fromLibrary} />
      </div>
      <p aria-live="assertive" className="text-sm font-medium text-bad empty:hidden">
        {problem && <Lines text={problem} />}
      </p>
      {subtitles.length === 0 && (
        <p className="flex items-center gap-2 text-sm text-soft">
          <Captions aria-hidden className="size-4 shrink-0" />
          {t("noSubtitles")}
        </p>
      )}
      <ol aria-label={t("subtitles")} className="flex flex-col gap-3">
        {subtitles.map(({ id, from, to, text }, i) => (
          <li key={id} className="grid grid-cols-[1fr_1fr_auto] items-end gap-2 rounded-2xl p-2.5 ring-1 ring-line">
            <SecondsField
              label={t("cueFrom", { n: i + 1 })}
              value={from}
              min={0}
              max={film.seconds}
              onChange={(seconds) => set(id, { from: seconds, to: Math.max(to, rounded(seconds + 0.2)) }, "from")}
            />
            <SecondsField
              label={t("cueTo", { n: i + 1 })}
              value={to}
              min={0}
              max={film.seconds + 60}
              problem={errors.get(`/subtitles/${i}/to`)}
              onChange={(seconds) => set(id, { to: seconds }, "to")}
            />
            <Act
              label={t("removeCue", { n: i + 1 })}
              onPress={() => change((now) => ({ ...now, subtitles: now.subtitles.filter((one) => one.id !== id) }))}
            >
              <Trash2 aria-hidden />
            </Act>
            <TextField
              id={`cue-${id}`}
              label={t("cueText", { n: i + 1 })}
              value={text}
              rows={1}
              most={longestText}
              readOnly={false}
              problem={errors.get(`/subtitles/${i}/text`)}
              onChange={(text) => set(id, { text }, "text")}
              className="col-span-full"
            />
            <div className="col-span-full flex flex-wrap gap-1">
              <Button
                kind="quiet"
                size="small"
                className="text-xs"
                onClick={() => set(id, { from: rounded(Math.min(playhead.time(), to - 0.2)) }, null)}
              >
                {t("startHere")}
              </Button>
              <Button
                kind="quiet"
                size="small"
                className="text-xs"
                onClick={() => set(id, { to: rounded(Math.max(playhead.time(), from + 0.2)) }, null)}
              >
                {t("endHere")}
              </Button>
            </div>
          </li>
        ))}
      </ol>
      <CheckField label={t("burn")} checked={cut.burn} onChange={(burn) => change((now) => ({ ...now, burn }))} />
    </div>
  );
}
