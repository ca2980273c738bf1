"use client";

import { type KeyboardEvent, type PointerEvent, useMemo } from "react";
import { useTranslations } from "use-intl";
import { clock } from "@/app/(studio)/_i18n/format-time";
import { onFrame } from "./film-places";
import { type Playhead, usePlayhead } from "./playhead";
import { sliderKey } from "./slider-keys";

type Props = { playhead: Playhead; seconds: number; fps: number; scale: number; onSeek: (time: number) => void };

const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300];
const labelWidth = 56;

/** The times above the track; a slider that moves the playhead. */
export function Ruler({ playhead, seconds, fps, scale, onSeek }: Props) {
  const t = useTranslations("cut");
  const now = usePlayhead(playhead, ({ time }) => onFrame(time(), fps));
  const every = steps.find((step) => step * scale >= labelWidth) ?? 600;
  const marks = useMemo(
    () => Array.from({ length: Math.floor(seconds / every) + 1 }, (_, i) => i * every),
    [seconds, every],
  );
  const follow = (event: PointerEvent<HTMLElement>) => {
    const { left } = event.currentTarget.getBoundingClientRect();
    onSeek(Math.max(0, onFrame((event.clientX - left) / scale, fps)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to = sliderKey(event, { now, most: seconds, fps });
    if (to !== null) onSeek(to);
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={t("playhead")}
      aria-valuemin={0}
      aria-valuemax={seconds}
      aria-valuenow={now}
      aria-valuetext={t("secondsOf", { s: now, all: seconds })}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        follow(event);
      }}
      onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && follow(event)}
      className="relative h-8 w-full cursor-pointer touch-none rounded-md text-xs text-faint tabular-nums select-none pointer-coarse:h-11"
    >
      {marks.map((mark) => (
        <span
          key={mark}
          aria-hidden
          className="absolute bottom-0 flex h-full items-end border-l border-line pb-1 pl-1.5"
          style={{ left: mark * scale }}
        >
          {clock(mark)}
        </span>
      ))}
    </div>
  );
}

/** The line over all tracks. */
export function PlayheadLine({ playhead, scale }: Pick<Props, "playhead" | "scale">) {
  const left = usePlayhead(playhead, ({ time }) => Math.round(time() * scale * 2) / 2);
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute inset-y-0 z-20 w-px bg-ink forced-colors:bg-[CanvasText]"
      style={{ transform: `translateX(${left}px)` }}
    >
      <span className="absolute -left-[5px] top-5 size-[11px] rotate-45 rounded-[3px] bg-ink forced-colors:bg-[CanvasText]" />
    </div>
  );
}
