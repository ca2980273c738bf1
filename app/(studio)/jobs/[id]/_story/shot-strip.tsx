"use client";

import { CircleAlert, Film } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { useFormatter, useLocale, useTranslations } from "use-intl";
import { stepLooks } from "@/app/(studio)/_ui/status-style";
import { langOf } from "@/app/(studio)/_ui/text-language";
import type { Job, Step } from "@/lib/schemas/job";
import { shotTypeOf } from "@/lib/story/terms";
import { Frame } from "../_stage/frame";
import type { EditedShot } from "./shots";

type Props = {
  edited: EditedShot[];
  /** The job's version, whose shots the frames and clips belong to. */
  base: EditedShot[];
  job: Job;
  shape: number;
  current: string | null;
  readOnly: boolean;
  onOpen: (id: string) => void;
  onMove: (from: number, to: number) => void;
};

/** The shots as cards side by side, which fill with their frames and clips. Arrows walk, Alt and arrows move a shot. */
export function ShotStrip({ edited, base, job, shape, current, readOnly, onOpen, onMove }: Props) {
  const t = useTranslations("story");
  const [dragged, setDragged] = useState<string | null>(null);
  const reached = edited.some(({ id }) => id === current) ? current : edited[0]?.id;
  const walk = (event: KeyboardEvent<HTMLElement>, place: number) => {
    const by = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    const to = place + by;
    if (by === 0 || event.ctrlKey || event.metaKey || to < 0 || to >= edited.length) return;
    event.preventDefault();
    if (event.altKey) return readOnly ? undefined : onMove(place, to);
    const cards = event.currentTarget.parentElement?.querySelectorAll<HTMLElement>("[data-card]");
    cards?.[to]?.focus();
  };
  return (
    <div
      role="toolbar"
      aria-label={t("cards")}
      className="-mx-1 flex snap-x gap-3 overflow-x-auto px-1 py-1 [scrollbar-width:thin]"
    >
      {edited.map(({ id, shot }, place) => (
        <button
          key={id}
          type="button"
          data-card={id}
          tabIndex={id === reached ? 0 : -1}
          aria-current={id === current}
          aria-label={t("card", { n: place + 1, title: shot.title || shot.description.slice(0, 60) })}
          draggable={!readOnly}
          onDragStart={() => setDragged(id)}
          onDragOver={(event) => dragged && event.preventDefault()}
          onDragEnter={() => {
            const from = edited.findIndex((one) => one.id === dragged);
            if (from >= 0 && from !== place) onMove(from, place);
          }}
          onDragEnd={() => setDragged(null)}
          onClick={() => onOpen(id)}
          onKeyDown={(event) => walk(event, place)}
          className={`flex w-44 shrink-0 snap-start flex-col gap-1.5 rounded-2xl p-1.5 text-left ring-1 transition ${
            id === current ? "bg-accent-wash ring-2 ring-accent" : "ring-line hover:bg-sunken"
          } ${dragged === id ? "opacity-50" : ""}`}
        >
          <Card
            shot={shot}
            place={place}
            shape={shape}
            made={madeOf(job, base, id)}
            isOld={isOld(base, { id, shot })}
          />
        </button>
      ))}
    </div>
  );
}

/** The newest of a shot's steps that can be seen: its clip, or its frame. */
function madeOf(job: Job, base: EditedShot[], id: string): Step | null {
  const number = base.findIndex((one) => one.id === id) + 1;
  const find = (key: string) => job.steps.find((step) => step.key === `${key}.${number}`) ?? null;
  const clip = find("clip");
  return number > 0 ? (clip && clip.outputs.length > 0 ? clip : (find("frame") ?? clip)) : null;
}

/** Whether the picture was made from another version of the shot. */
function isOld(base: EditedShot[], { id, shot }: EditedShot): boolean {
  const before = base.find((one) => one.id === id);
  return JSON.stringify(before?.shot) !== JSON.stringify(shot);
}

type CardProps = { shot: EditedShot["shot"]; place: number; shape: number; made: Step | null; isOld: boolean };

function Card({ shot, place, shape, made, isOld }: CardProps) {
  const t = useTranslations("story");
  const format = useFormatter();
  const isChinese = useLocale() === "zh";
  const type = shotTypeOf(shot.shot_type);
  const text = shot.description || shot.title;
  const phase = made ? stepLooks[made.status].phase : "ahead";
  const seconds = Number.isFinite(shot.duration) ? format.number(shot.duration, { maximumFractionDigits: 1 }) : "–";
  return (
    <>
      <span
        className={`relative grid w-full place-items-center overflow-hidden rounded-xl ${
          made?.outputs.length ? "bg-black" : phase === "now" ? "shimmer" : "bg-sunken"
        }`}
        style={{ aspectRatio: shape }}
      >
        {made && made.outputs.length > 0 ? (
          <span className={`size-full ${isOld || made.outOfDate ? "opacity-40" : ""}`}>
            <Frame step={made} className="object-cover" />
          </span>
        ) : made?.status === "failed" ? (
          <CircleAlert aria-hidden className="size-6 text-bad" />
        ) : (
          <Film aria-hidden className="size-6 text-faint" strokeWidth={1.5} />
        )}
      </span>
      <span className="flex items-baseline justify-between gap-2 px-1 text-sm tabular-nums">
        <span className="font-semibold">{place + 1}</span>
        <span className="truncate text-faint">
          {[t("seconds", { s: seconds }), isChinese ? type.zh.title : type.title].join(" · ")}
        </span>
      </span>
      <span lang={langOf(text)} className="line-clamp-2 min-h-10 px-1 text-sm text-soft">
        {text}
      </span>
    </>
  );
}
