import type { Canvas, loadCanvas, Pen } from "@/lib/media/canvas";
import type { ClipFacts } from "@/lib/media/clip-facts";
import type { Fonts } from "@/lib/media/fonts";
import type { Scene } from "../define-template";
import type { Box, Breathing, Timing } from "../layers";
import type { Grade } from "./grade";
import { breathing, presence } from "./timing";

/** What painters share while a film is drawn. */
export type Stage = {
  drawing: Awaited<ReturnType<typeof loadCanvas>>;
  fonts: Fonts;
  scene: Scene;
  /** The frame's shorter side in pixels. */
  unit: number;
  grade: Grade | null;
  image(name: string): string;
  video(name: string): { clip: ClipFacts; mask: ClipFacts | null };
  signal: AbortSignal;
};

/** Draws one layer. The same time gives the same pixels, which are in these rows of the frame while it does not move. */
export type Painter = {
  rows: { top: number; bottom: number };
  paint(pen: Pen, t: number): void;
};

/** The rows of a drawn part that are not clear; `y`: where its first row is in the frame. */
export function inkRows(canvas: Canvas, y: number): Painter["rows"] {
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  const words = new Uint32Array(data.buffer, data.byteOffset, width * height);
  const first = words.findIndex((word) => word !== 0);
  if (first < 0) return { top: y, bottom: y };
  const last = words.findLastIndex((word) => word !== 0);
  return { top: y + Math.floor(first / width), bottom: y + Math.floor(last / width) + 1 };
}

export type Pixels = { x: number; y: number; width: number; height: number };

export const whole: Box = { x: 0, y: 0, width: 1, height: 1 };

/** A box in whole pixels. */
export function pixels({ x, y, width, height }: Box, { scene }: Stage): Pixels {
  const [left, top] = [Math.round(x * scene.width), Math.round(y * scene.height)];
  return {
    ...{ x: left, y: top },
    width: Math.max(1, Math.round((x + width) * scene.width) - left),
    height: Math.max(1, Math.round((y + height) * scene.height) - top),
  };
}

/** Draws where and how a layer is at a time; not at all while it is not there. `center`: of its growth. */
export function placed(
  pen: Pen,
  { scene }: Stage,
  layer: Timing & { breathe?: Breathing },
  t: number,
  center: { x: number; y: number },
  draw: (alpha: number) => void,
): void {
  const here = presence(layer, t, scene.seconds);
  if (!here) return;
  const breath = layer.breathe ? breathing(layer.breathe, t - (layer.from ?? 0)) : { scale: 1, down: 0 };
  const scale = here.scale * breath.scale;
  pen.save();
  pen.globalAlpha = here.alpha;
  pen.translate(center.x + here.right * scene.width, center.y + (here.down + breath.down) * scene.height);
  pen.scale(scale, scale);
  pen.translate(-center.x, -center.y);
  draw(here.alpha);
  pen.restore();
}

export const middle = ({ x, y, width, height }: Pixels) => ({ x: x + width / 2, y: y + height / 2 });
