import type { KeyboardEvent } from "react";

type Slider = { now: number; most: number /** Of the picture, per second. */; fps: number };

/** Where a key press moves a slider of seconds: arrows by a frame, with Shift by a second; null for any other key. */
export function sliderKey(event: KeyboardEvent, { now, most, fps }: Slider): number | null {
  const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
  const to = event.key === "Home" ? 0 : event.key === "End" ? most : null;
  if (event.ctrlKey || event.metaKey || event.altKey || (by === undefined && to === null)) return null;
  event.preventDefault();
  return to ?? now + (by ?? 0) * (event.shiftKey ? 1 : 1 / fps);
}
