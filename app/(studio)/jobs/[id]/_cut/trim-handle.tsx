"use client";

import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import { useTranslations } from "use-intl";
import type { Place } from "./film-places";
import { sliderKey } from "./slider-keys";

export type Edge = "from" | "to";

type Props = {
  edge: Edge;
  place: Place;
  fps: number;
  /** Pixels of a second. */
  scale: number;
  /** `about` names one drag or a row of key presses, which one undo takes back. */
  onTrim: (seconds: number, about: string) => void;
  /** While it is dragged; null at the end. */
  onDrag: (from: number | null) => void;
};

/** Two handles of 24 pixels and, between them, as much again to press the shot itself. */
const narrow = 76;

/** A handle at an edge of the selected shot; arrows move it by a frame, with Shift by a second. */
export function TrimHandle({ edge, place, fps, scale, onTrim, onDrag }: Props) {
  const t = useTranslations("cut");
  const drag = useRef<{ x: number; seconds: number } | null>(null);
  const drags = useRef(0);
  const rate = place.source?.fps ?? fps;
  const seconds = place[edge];
  const most = place.source?.seconds ?? place.to;
  const about = () => `${edge} of ${place.shot.id}, ${drags.current}`;
  const onKeyDown = (event: KeyboardEvent) => {
    const to = sliderKey(event, { now: seconds, most, fps: rate });
    if (to !== null) onTrim(to, about());
  };
  const begin = (event: PointerEvent) => {
    event.preventDefault();
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { x: event.clientX, seconds };
    drags.current += 1;
    if (edge === "from") onDrag(seconds);
  };
  const move = (event: PointerEvent) => {
    if (!drag.current) return;
    const wanted = drag.current.seconds + (event.clientX - drag.current.x) / scale;
    onTrim(Math.round(wanted * rate) / rate, about());
  };
  const end = () => {
    drag.current = null;
    onDrag(null);
  };
  const isNarrow = (place.end - place.start) * scale < narrow;
  // In a narrow shot the handles are outside, so that its picture stays visible.
  const side = {
    from: isNarrow ? "-left-5 pointer-coarse:-left-9" : "left-0 pointer-coarse:-left-4",
    to: isNarrow ? "-right-5 pointer-coarse:-right-9" : "right-0 pointer-coarse:-right-4",
  }[edge];
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={t(edge === "from" ? "startOf" : "endOf", { n: place.index + 1 })}
      aria-valuemin={0}
      aria-valuemax={most}
      aria-valuenow={seconds}
      aria-valuetext={t("secondsLong", { s: seconds })}
      data-edge={edge}
      onKeyDown={onKeyDown}
      onPointerDown={begin}
      onPointerMove={move}
      onPointerUp={end}
      onPointerCancel={end}
      className={`absolute inset-y-0 z-10 grid w-6 cursor-ew-resize touch-none place-items-center pointer-coarse:w-11 ${side}`}
    >
      <span
        aria-hidden
        className={`grid h-full w-3 place-items-center bg-accent forced-colors:border pointer-coarse:mx-auto pointer-coarse:w-4 ${
          edge === "from" ? "rounded-l-lg" : "rounded-r-lg"
        } ${(edge === "from") === isNarrow ? "ml-auto" : "mr-auto"}`}
      >
        <span className="h-6 w-0.5 rounded-full bg-on-accent" />
      </span>
    </div>
  );
}
