import { freeFrames } from "@/lib/media/free-frames";
import type { DrawnLayer } from "../layers";
import type { Painter, Stage } from "./stage";
import type { Stream } from "./stream";
import { lookAt } from "./timing";

export type Painted = { layer: DrawnLayer; painter: Painter };

/** Layers that are drawn together on clear ground: only the rows that they need, which may be others at other times. */
export type Sheet = Stream & { rowAt(t: number): number };

/** Of the frame's height: the most by which layers leave their rows when they come, go or breathe. */
const motion = 0.03;

/** Null when none of the layers is there at one of the times. */
export function sheetOf(all: readonly Painted[], { drawing, scene }: Stage, times: readonly number[]): Sheet | null {
  const { width, height } = scene;
  const spans = times.map((t) => spanOf(all, t));
  const rows = Math.min(height, 2 * Math.ceil(Math.max(0, ...spans.map(({ top, bottom }) => bottom - top)) / 2));
  if (rows === 0) return null;
  const canvas = drawing.createCanvas(width, rows);
  const pen = canvas.getContext("2d");
  let pixels: Buffer = Buffer.alloc(0);
  let look = "";
  const rowAt = (t: number) => Math.min(spanOf(all, t).top, height - rows);

  return {
    ...{ width, height: rows, format: "rgba", rowAt },
    frame(t) {
      const row = rowAt(t);
      const now = `${row} ${all.map(({ layer }) => lookAt(layer, t, scene)).join()}`;
      if (now === look) return pixels;
      look = now;
      pen.clearRect(0, 0, width, rows);
      pen.save();
      pen.translate(0, -row);
      for (const { painter } of all) painter.paint(pen, t);
      pen.restore();
      freeFrames();
      const { data } = pen.getImageData(0, 0, width, rows); // colours are not multiplied by their transparency, unlike in `data()`
      pixels = Buffer.from(data.buffer, data.byteOffset, data.length);
      return pixels;
    },
  };

  /** The even rows of all layers that are there. */
  function spanOf(painted: readonly Painted[], t: number): { top: number; bottom: number } {
    const there = painted.filter(({ layer }) => lookAt(layer, t, scene) !== null).map(({ painter }) => painter.rows);
    if (there.length === 0) return { top: 0, bottom: 0 };
    const [top, bottom] = [Math.min(...there.map((one) => one.top)), Math.max(...there.map((one) => one.bottom))];
    const more = motion * height;
    return {
      top: 2 * Math.floor(Math.max(0, top - more) / 2),
      bottom: 2 * Math.ceil(Math.min(height, bottom + more) / 2),
    };
  }
}
