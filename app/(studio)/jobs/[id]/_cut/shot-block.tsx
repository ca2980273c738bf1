"use client";

import { Blend, Moon, PanelLeftOpen } from "lucide-react";
import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import type { Place } from "./film-places";
import { Filmstrip } from "./filmstrip";

export const trackHeight = 80;

type Props = {
  place: Place;
  count: number;
  name: string;
  width: number;
  isSelected: boolean;
  isReached: boolean;
  isDragged: boolean;
  hasFocus: boolean;
  onSelect: () => void;
  onFocused: () => void;
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  /** Pixels that a mouse or pen has moved it; null at the end. */
  onDrag: (event: PointerEvent, by: number | null) => void;
};

const dragBegins = 6;
const joinIcons = { dissolve: Blend, fade: Moon, wipe: PanelLeftOpen };

/** A shot on the track: a filmstrip as wide as it is long. */
export function ShotBlock({ place, count, name, width, isSelected, isDragged, hasFocus, ...props }: Props) {
  const t = useTranslations("cut");
  const button = useRef<HTMLButtonElement>(null);
  const drag = useRef<{ x: number; isMoving: boolean } | null>(null);
  const { index, from, to, shot } = place;
  const { onFocused } = props;
  useEffect(() => {
    if (!hasFocus) return;
    button.current?.focus();
    button.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
    onFocused();
  }, [hasFocus, onFocused]);
  const { kind } = shot.join;
  const Icon = index < count - 1 && kind !== "cut" ? joinIcons[kind] : null;
  const end = (event: PointerEvent) => {
    if (drag.current?.isMoving) props.onDrag(event, null);
    drag.current = null;
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        data-shot={shot.id}
        tabIndex={props.isReached ? 0 : -1}
        aria-current={isSelected}
        aria-label={t("shotOf", { n: index + 1, count, name, from, to })}
        aria-keyshortcuts="Alt+ArrowLeft Alt+ArrowRight Delete"
        onClick={props.onSelect}
        onFocus={(event) => event.currentTarget.matches(":focus-visible") && props.onSelect()}
        onKeyDown={props.onKeyDown}
        onPointerDown={(event) => {
          // A finger scrolls the track; buttons move shots there.
          if (event.pointerType === "touch" || event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = { x: event.clientX, isMoving: false };
        }}
        onPointerMove={(event) => {
          if (!drag.current) return;
          const by = event.clientX - drag.current.x;
          drag.current.isMoving ||= Math.abs(by) > dragBegins;
          if (drag.current.isMoving) props.onDrag(event, by);
        }}
        onPointerUp={end}
        onPointerCancel={end}
        className={`relative size-full overflow-hidden rounded-lg ring-inset ${isDragged ? "opacity-70 shadow-lift" : ""}`}
      >
        <Filmstrip place={place} width={width} height={trackHeight} />
        <span
          aria-hidden
          className={`absolute inset-0 rounded-lg ring-inset ${isSelected ? "ring-3 ring-accent" : "ring-1 ring-white/25"}`}
        />
        <span
          aria-hidden
          className="absolute bottom-1.5 left-4 max-w-[calc(100%-2rem)] truncate rounded-md bg-black/75 px-1.5 text-xs font-medium text-white tabular-nums"
        >
          {index + 1}
          {width > 96 && <span className="font-normal"> · {t("seconds", { s: place.end - place.start })}</span>}
        </span>
      </button>
      {Icon && (
        <span
          aria-hidden
          className="absolute top-1/2 -right-3 z-[5] grid size-6 -translate-y-1/2 place-items-center rounded-full bg-raised text-accent shadow-lift ring-1 ring-line"
        >
          <Icon className="size-3.5" />
        </span>
      )}
    </>
  );
}
