import { freeFrames } from "@/lib/media/free-frames";
import type { DrawnLayer } from "../layers";
import { convertedWidth, planesOf } from "./planes";
import type { Painter, Stage } from "./stage";
import { type Stream, whenMoved } from "./stream";
import { leavesRowsBy, lookAt, presence } from "./timing";

export type Painted = { layer: DrawnLayer; painter: Painter };

/** Layers that are drawn together on clear ground: only the rows that they need, which may be others at other times. */
export type Sheet = Stream & { rowAt(t: number): number };

/** Whole frames of layers on black, drawn again when one of them has moved. */
export function wholeFrames(all: readonly Painted[], stage: Stage): Stream {
  const { width, height } = stage.scene;
  const canvas = stage.drawing.createCanvas(width, height);
  const pen = canvas.getContext("2d");
  return {
    ...{ width, height, format: "rgba" },
    frame: whenMoved(
      (t) => looksOf(all, stage, t),
      (t) => {
        pen.globalCompositeOperation = "copy";
        pen.fillStyle = "#000";
        pen.fillRect(0, 0, width, height);
        pen.globalCompositeOperation = "source-over";
        for (const { painter } of all) painter.paint(pen, t);
        freeFrames();
        return canvas.data();
      },
    ),
  };
}

/** Null when none of the layers is there at one of the times. */
export function sheetOf(all: readonly Painted[], stage: Stage, times: readonly number[]): Sheet | null {
  const { drawing, scene } = stage;
  const { height } = scene;
  const width = convertedWidth(scene.width);
  const rows = times.reduce((most, t) => {
    const { top, bottom } = spanOf(t);
    return Math.max(most, bottom - top);
  }, 0);
  if (rows === 0) return null;
  const canvas = drawing.createCanvas(width, rows);
  const pen = canvas.getContext("2d");
  const converted = planesOf({ width, height: rows }, true);
  const rowAt = (t: number) => Math.min(spanOf(t).top, height - rows);

  return {
    ...{ width, height: rows, format: "yuva420p", rowAt },
    frame: whenMoved(
      (t) => `${rowAt(t)} ${looksOf(all, stage, t)}`,
      (t) => {
        pen.clearRect(0, 0, width, rows);
        pen.save();
        pen.translate(0, -rowAt(t));
        for (const { painter } of all) painter.paint(pen, t);
        pen.restore();
        freeFrames();
        return converted(pen.getImageData(0, 0, width, rows).data);
      },
    ),
  };

  /** The even rows of all layers that are there. */
  function spanOf(t: number): { top: number; bottom: number } {
    let [top, bottom] = [height, 0];
    for (const { layer, painter } of all) {
      if (presence(layer, t, scene.seconds) === null) continue;
      const more = leavesRowsBy(layer, height, painter.rows.bottom - painter.rows.top);
      top = Math.min(top, painter.rows.top - more);
      bottom = Math.max(bottom, painter.rows.bottom + more);
    }
    if (bottom <= top) return { top: 0, bottom: 0 };
    return { top: Math.max(0, 2 * Math.floor(top / 2)), bottom: Math.min(height, 2 * Math.ceil(bottom / 2)) };
  }
}

const looksOf = (all: readonly Painted[], { scene }: Stage, t: number): string =>
  all
    .map(({ layer, painter: { rows } }) => lookAt(layer, t, scene, Math.max(rows.bottom - rows.top, scene.width / 2)))
    .join();
