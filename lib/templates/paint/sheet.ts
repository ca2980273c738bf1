import { freeFrames } from "@/lib/media/free-frames";
import type { DrawnLayer } from "../layers";
import { type Plane, type Planes, toPlanes } from "./planes";
import type { Painter, Stage } from "./stage";
import type { Stream } from "./stream";
import { leavesRowsBy, lookAt } from "./timing";

export type Painted = { layer: DrawnLayer; painter: Painter };

/** Layers that are drawn together on clear ground: only the rows that they need, which may be others at other times. */
export type Sheet = Stream & { rowAt(t: number): number };

/** Whole frames of layers on black, drawn again when one of them has moved. */
export function wholeFrames(all: readonly Painted[], stage: Stage): Stream {
  const { width, height } = stage.scene;
  const canvas = stage.drawing.createCanvas(width, height);
  const pen = canvas.getContext("2d");
  let pixels: Buffer = Buffer.alloc(0);
  let look = "";
  return {
    ...{ width, height, format: "rgba" },
    frame(t) {
      const now = looksOf(all, stage, t);
      if (now === look && pixels.length > 0) return pixels;
      look = now;
      pen.globalCompositeOperation = "copy";
      pen.fillStyle = "#000";
      pen.fillRect(0, 0, width, height);
      pen.globalCompositeOperation = "source-over";
      for (const { painter } of all) painter.paint(pen, t);
      freeFrames();
      pixels = canvas.data();
      return pixels;
    },
  };
}

/** Null when none of the layers is there at one of the times. */
export function sheetOf(all: readonly Painted[], stage: Stage, times: readonly number[]): Sheet | null {
  const { drawing, scene } = stage;
  const { width, height } = scene;
  const rows = times.reduce((most, t) => {
    const { top, bottom } = spanOf(t);
    return Math.max(most, bottom - top);
  }, 0);
  if (rows === 0) return null;
  const canvas = drawing.createCanvas(width, rows);
  const pen = canvas.getContext("2d");
  const frames = [videoFrame(width, rows), videoFrame(width, rows)] as const;
  let [frame, look]: [(typeof frames)[number], string] = [frames[0], ""];
  const rowAt = (t: number) => Math.min(spanOf(t).top, height - rows);

  return {
    ...{ width, height: rows, format: "yuva420p", rowAt },
    frame(t) {
      const row = rowAt(t);
      const now = `${row} ${looksOf(all, stage, t)}`;
      if (now === look) return frame.bytes;
      look = now;
      pen.clearRect(0, 0, width, rows);
      pen.save();
      pen.translate(0, -row);
      for (const { painter } of all) painter.paint(pen, t);
      pen.restore();
      freeFrames();
      frame = frame === frames[0] ? frames[1] : frames[0];
      toPlanes(pen.getImageData(0, 0, width, rows).data, frame.planes, frame.alpha);
      return frame.bytes;
    },
  };

  /** The even rows of all layers that are there. */
  function spanOf(t: number): { top: number; bottom: number } {
    let [top, bottom] = [height, 0];
    for (const { layer, painter } of all) {
      if (lookAt(layer, t, scene, 1) === null) continue;
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

/** One frame with transparency: its planes after each other. */
function videoFrame(width: number, height: number) {
  const data = new Uint8Array(width * height * 2.5);
  let start = 0;
  const plane = (half: number): Plane => {
    const size = { width: width / half, height: height / half };
    const from = start;
    start += size.width * size.height;
    return { ...size, stride: size.width, data: data.subarray(from, start) };
  };
  const planes: Planes = [plane(1), plane(2), plane(2)];
  return { planes, alpha: plane(1), bytes: Buffer.from(data.buffer) };
}
