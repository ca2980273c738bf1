"use client";

import { ZoomIn, ZoomOut } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { Act } from "@/app/(studio)/_ui/act";
import { Lanes } from "./lanes";
import type { Part } from "./parts";
import type { Playhead } from "./playhead";
import { PlayheadLine, Ruler } from "./ruler";
import { Track } from "./track";
import type { Editing } from "./use-cut";
import type { TimelineState } from "./use-timeline";

/** Pixels of a second: at least so many, and at most. */
const narrowest = 16;
const widest = 240;
const zoomBy = 1.5;

type Props = {
  editing: Editing;
  playhead: Playhead;
  timeline: TimelineState;
  onOpen: (part: Part) => void;
  children: ReactNode;
};

/** The film from left to right: times, shots, and its music, voice and subtitles below. */
export function Timeline({ editing, playhead, timeline, onOpen, children }: Props) {
  const t = useTranslations("cut");
  const { film, material } = editing;
  const scroller = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(600);
  const [zoom, setZoom] = useState(1);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setRoom(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const whole = (room - 40) / Math.max(1, film.seconds);
  const fitting = Math.min(widest, Math.max(narrowest, whole));
  const scale = Math.min(widest, Math.max(narrowest, fitting * zoom));
  const zoomTo = (by: number) => setZoom(Math.min(widest, Math.max(narrowest, scale * by)) / fitting);
  const at = { playhead, scale };
  // A playhead that leaves the visible part is followed while it plays.
  useEffect(
    () =>
      playhead.subscribe(() => {
        const element = scroller.current;
        if (!element || playhead.rate() === 0) return;
        const x = playhead.time() * scale;
        if (x < element.scrollLeft || x > element.scrollLeft + element.clientWidth - 40) element.scrollLeft = x - 40;
      }),
    [playhead, scale],
  );
  return (
    <section
      aria-label={t("timeline")}
      className="flex min-w-0 flex-col gap-2 rounded-3xl bg-raised p-3 ring-1 ring-line sm:p-4"
    >
      <div className="flex flex-wrap items-center justify-between gap-2">
        {children}
        <div className="ml-auto flex">
          <Act label={t("zoomOut")} isOff={scale <= narrowest} onPress={() => zoomTo(1 / zoomBy)}>
            <ZoomOut aria-hidden />
          </Act>
          <Act label={t("zoomIn")} isOff={scale >= widest} onPress={() => zoomTo(zoomBy)}>
            <ZoomIn aria-hidden />
          </Act>
        </div>
      </div>
      {/* The handles and the focus of the first and of the last shot need room. */}
      <div ref={scroller} className="-mx-1 overflow-x-auto px-5 pb-2 [scrollbar-width:thin]">
        <div className="relative flex flex-col gap-1.5" style={{ width: film.seconds * scale }}>
          <Ruler {...at} seconds={film.seconds} fps={material.fps} onSeek={timeline.seekTo} />
          <Track editing={editing} timeline={timeline} scale={scale} onOpen={onOpen} />
          <Lanes editing={editing} scale={scale} onOpen={onOpen} />
          <PlayheadLine {...at} />
        </div>
      </div>
    </section>
  );
}
