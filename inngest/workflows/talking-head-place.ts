import type { Look } from "@/lib/media/style/terms";

/** Where the person is in the film, worked out from where the person is in the caller's video. Pure. */

type Size = { width: number; height: number };
type Point = { x: number; y: number };
export type Box = Point & Size;

/** Where a part of the video is after it was cut to fill a frame around `focus`. All but the sizes are parts of a whole. */
export function inFrame(source: Size, frame: Size, focus: Point, part: Box): Box {
  const scale = Math.max(frame.width / source.width, frame.height / source.height);
  const along = (length: number, shown: number, at: number, from: number, size: number) => {
    const whole = length * scale;
    const cut = Math.min(Math.max(at * whole - shown / 2, 0), Math.max(0, whole - shown));
    return { from: (from * whole - cut) / shown, size: (size * whole) / shown };
  };
  const across = along(source.width, frame.width, focus.x, part.x, part.width);
  const down = along(source.height, frame.height, focus.y, part.y, part.height);
  return { x: across.from, y: down.from, width: across.size, height: down.size };
}

/** The usual place of the face; null where none was seen. */
export function usualFace(faces: readonly Box[]): Box | null {
  if (faces.length === 0) return null;
  const middle = (of: keyof Box) => {
    const sorted = faces.map((face) => face[of]).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? 0;
  };
  return { x: middle("x"), y: middle("y"), width: middle("width"), height: middle("height") };
}

export const middleOf = ({ x, y, width, height }: Box): Point => ({
  x: Math.min(1, Math.max(0, x + width / 2)),
  y: Math.min(1, Math.max(0, y + height / 2)),
});

/** The template's values for a face. */
export const faceValues = ({ x, y, width, height }: Box) => ({
  ...{ face_x: round(x), face_y: round(y), face_width: round(width), face_height: round(height) },
});

/** The template's look of texts for a measured style. */
export const textLook = ({ mood, texture }: Look) =>
  texture === "silk" ? "luxury" : mood === "calm" ? "minimal" : "cinematic";

const round = (part: number) => Math.round(part * 1000) / 1000;
