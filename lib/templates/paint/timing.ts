import type { Breathing, Ease, Motion, Timing, Zoom } from "../layers";

/** Where a layer is at a time: pure functions of the time. */

export type Presence = { alpha: number; right: number; down: number; scale: number };

const clamp = (value: number) => Math.min(1, Math.max(0, value));

const eases: Record<Ease, (share: number) => number> = {
  linear: (share) => share,
  in: (share) => share ** 3,
  out: (share) => 1 - (1 - share) ** 3,
  "in-out": (share) => (share < 0.5 ? 4 * share ** 3 : 1 - (2 - 2 * share) ** 3 / 2),
  // Goes a little too far and comes back.
  back: (share) => 1 + 2.2 * (share - 1) ** 3 + 1.2 * (share - 1) ** 2,
};

const distances: Record<Motion["as"], number> = { fade: 0, rise: 0.025, slide: 0.06, scale: 0.14 };

/** Null while the layer is not there. `right` and `down` are of the frame's width and height. */
export function presence(timing: Timing, t: number, seconds: number): Presence | null {
  const { from = 0, to = seconds, enter, leave, opacity = 1 } = timing;
  if (t < from || (t >= to && timing.to !== undefined)) return null;
  const here: Presence = { alpha: opacity, right: 0, down: 0, scale: 1 };
  if (enter) move(here, enter, t - from);
  if (leave) move(here, leave, to - t);
  return here.alpha > 0 ? here : null;
}

function move(
  here: Presence,
  { as, seconds = 0.5, ease = "out", distance = distances[as] }: Motion,
  since: number,
): void {
  const share = clamp(since / seconds);
  if (share === 1) return;
  const away = 1 - eases[ease](share);
  here.alpha *= clamp(eases.out(share));
  if (as === "rise") here.down += away * distance;
  if (as === "slide") here.right += away * distance;
  if (as === "scale") here.scale *= 1 - away * distance;
}

export function breathing({ scale = 0.008, rise = 0, every = 4 }: Breathing, since: number) {
  const wave = Math.sin((since * 2 * Math.PI) / every);
  return { scale: 1 + scale * wave, down: -rise * wave };
}

/** Parts of a pixel by which a thing moves before it is drawn again. */
const parts = 4;

type Moving = Timing & { zoom?: Zoom; breathe?: Breathing; sweep?: { at: number; seconds: number } };

/**
 * How a layer looks at a time, as text: equal texts, equal pixels to the eye. Null while it is not there. `reach`: pixels from
 * the point that keeps its place when it grows.
 */
export function lookAt(layer: Moving, t: number, { width, height, seconds }: Frame, reach: number): string | null {
  const here = presence(layer, t, seconds);
  if (!here) return null;
  const breath = layer.breathe ? breathing(layer.breathe, t - (layer.from ?? 0)) : { scale: 1, down: 0 };
  const zoom = layer.zoom ? zoomAt(layer.zoom, t, seconds) : 1;
  const share = layer.sweep ? (t - layer.sweep.at) / layer.sweep.seconds : -1;
  const moved = [here.right * width, (here.down + breath.down) * height, here.scale * breath.scale * zoom * reach];
  const light = share > 0 && share < 1 ? t : null;
  return JSON.stringify([Math.round(here.alpha * 255), ...moved.map((one) => Math.round(one * parts)), light]);
}
type Frame = { width: number; height: number; seconds: number };

/** Of a way or a growth: how much further `back` goes. */
const tooFar = 1.15;

/** By how many pixels a layer of so many rows leaves them at most when it comes, goes or breathes. */
export function leavesRowsBy({ enter, leave, breathe }: Moving, frame: number, rows: number): number {
  const moved = [enter, leave].map((motion) => {
    if (!motion) return 0;
    const distance = Math.abs(motion.distance ?? distances[motion.as]);
    if (motion.as === "rise") return tooFar * distance * frame;
    return motion.as === "scale" ? tooFar * distance * rows : 0;
  });
  const breath = breathe ? (breathe.scale ?? 0.008) * rows + (breathe.rise ?? 0) * frame : 0;
  return Math.ceil(Math.max(...moved) + breath) + 2;
}

export const zoomAt = ({ from, to }: Zoom, t: number, seconds: number): number =>
  from + (to - from) * clamp(seconds > 0 ? t / seconds : 0);
