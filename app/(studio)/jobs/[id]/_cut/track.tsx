"use client";

import { type KeyboardEvent, type PointerEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { langOf } from "@/app/(studio)/_ui/text-language";
import type { Place } from "./film-places";
import type { Part } from "./parts";
import { ShotBlock, trackHeight } from "./shot-block";
import { trimShot } from "./shot-edits";
import { useShotNames } from "./shot-names";
import { type Edge, TrimHandle } from "./trim-handle";
import type { Editing } from "./use-cut";
import type { TimelineState } from "./use-timeline";

type Props = { editing: Editing; timeline: TimelineState; scale: number; onOpen: (part: Part) => void };

/** What a pointer does: trims the start of a shot, which began at `from`, or moves a shot by pixels. */
type Dragging = { trim: { index: number; from: number } } | { id: string; by: number; to: number };

/** The title card and the shots. Arrows walk, Alt and arrows move a shot; the selected shot has handles. */
export function Track({ editing, timeline, scale, onOpen }: Props) {
  const t = useTranslations("cut");
  const nameOf = useShotNames();
  const [dragging, setDragging] = useState<Dragging | null>(null);
  const { film, change, material, cut } = editing;
  const { places } = film;
  const { selected, select, move, seekTo, wanted, focused } = timeline;

  const walk = (event: KeyboardEvent<HTMLElement>, { index, shot }: Place) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const to = event.key === "Home" ? 0 : event.key === "End" ? places.length - 1 : by ? index + by : null;
    if (to === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (event.altKey) return move(shot.id, to);
    const next = places[to];
    if (!next) return;
    event.currentTarget.closest("[role=toolbar]")?.querySelector<HTMLElement>(`[data-shot="${next.shot.id}"]`)?.focus();
    select(next.shot.id, { andSeek: true });
  };
  const trim = (place: Place, edge: Edge) => (seconds: number, about: string) => {
    change((now) => trimShot(now, place.shot.id, { [edge]: seconds }, place.source), about);
    seekTo(edge === "from" ? place.start : place.start + seconds - place.from - 1 / material.fps);
  };
  const drag = (place: Place) => (event: PointerEvent, by: number | null) => {
    const to = dragging && "to" in dragging ? dragging.to : null;
    if (by === null) {
      setDragging(null);
      if (to !== null) move(place.shot.id, to);
      return;
    }
    const track = event.currentTarget.closest("[role=toolbar]")?.getBoundingClientRect();
    const at = (event.clientX - (track?.left ?? 0)) / scale;
    const others = places.filter((one) => one !== place);
    setDragging({ id: place.shot.id, by, to: others.filter(({ start, end }) => at > (start + end) / 2).length });
  };
  /** While its start is dragged, a shot's end and what follows it stay where they are. */
  const shiftOf = ({ index, from }: Place) => {
    if (!dragging || !("trim" in dragging) || index < dragging.trim.index) return 0;
    const trimmed = index === dragging.trim.index ? from : (places[dragging.trim.index]?.from ?? 0);
    return trimmed - dragging.trim.from;
  };
  const target = dragging && "to" in dragging ? dropAt(places, dragging) : null;
  return (
    <div role="toolbar" aria-label={t("shots")} className="relative" style={{ height: trackHeight }}>
      {film.titleSeconds > 0 && (
        <button
          type="button"
          aria-label={t("openTitle", { text: cut.title?.text ?? "" })}
          onClick={() => onOpen("title")}
          className="absolute inset-y-0 left-0 grid place-items-center overflow-hidden rounded-lg bg-black p-1 text-center text-xs font-semibold text-white ring-1 ring-line"
          style={{ width: film.titleSeconds * scale - 2 }}
        >
          <span lang={langOf(cut.title?.text ?? "")} className="line-clamp-3">
            {cut.title?.text}
          </span>
        </button>
      )}
      {places.map((place) => {
        const { shot, start, end } = place;
        const isSelected = shot.id === selected?.shot.id;
        const isDragged = dragging !== null && "id" in dragging && dragging.id === shot.id;
        const width = Math.max(8, (end - start) * scale - 2);
        const by = isDragged ? dragging.by : shiftOf(place) * scale;
        return (
          <div
            key={shot.id}
            className={`absolute inset-y-0 ${isDragged ? "z-20" : isSelected ? "z-10" : ""}`}
            style={{ left: start * scale, width, transform: by ? `translateX(${by}px)` : undefined }}
          >
            <ShotBlock
              {...{ place, width, isSelected, isDragged }}
              onFocused={focused}
              count={places.length}
              name={nameOf(shot.clip, material)}
              isReached={isSelected}
              hasFocus={wanted === shot.id}
              onSelect={() => {
                select(shot.id, { andSeek: true });
                onOpen("shot");
              }}
              onKeyDown={(event) => walk(event, place)}
              onDrag={drag(place)}
            />
            {isSelected &&
              !isDragged &&
              (["from", "to"] as const).map((edge) => (
                <TrimHandle
                  key={edge}
                  {...{ edge, place, scale }}
                  fps={material.fps}
                  onTrim={trim(place, edge)}
                  onDrag={(from) => setDragging(from === null ? null : { trim: { index: place.index, from } })}
                />
              ))}
          </div>
        );
      })}
      {target !== null && (
        <span
          aria-hidden
          className="absolute -inset-y-1 z-30 w-1 rounded-full bg-accent"
          style={{ left: target * scale - 3 }}
        />
      )}
    </div>
  );
}

/** Where the dragged shot would begin, as the track is drawn now. */
function dropAt(places: Place[], { id, to }: { id: string; to: number }): number {
  const others = places.filter(({ shot }) => shot.id !== id);
  return others[to]?.start ?? others.at(-1)?.end ?? 0;
}
