/** The position of a camera in front of a picture. Neutral: zoom 1, centred, no angles. */
export interface Camera {
  /** 2 shows half the width. Below 1 the frame extends past the edges. */
  zoom: number;
  /** The centre of the frame, as fractions of the picture. */
  x: number;
  y: number;
  /** Tilts, as the share by which far edges grow: from above > 0, from below < 0; to the right > 0. */
  pitch: number;
  yaw: number;
  /** In degrees. */
  roll: number;
}

export interface Point {
  x: number;
  y: number;
}

/** Top left, top right, bottom left, bottom right: the part of a picture that fills the frame. */
export type Quad = [Point, Point, Point, Point];

export const neutral: Camera = { zoom: 1, x: 0.5, y: 0.5, pitch: 0, yaw: 0, roll: 0 };

/** `frame` is the size of the whole frame at zoom 1, as fractions of the picture. */
export function quadOf(camera: Camera, frame = { width: 1, height: 1 }): Quad {
  const angle = (camera.roll * Math.PI) / 180;
  const corner = (u: number, v: number): Point => {
    const across = (u * (1 - camera.pitch * v)) / (2 * camera.zoom);
    const down = (v * (1 + camera.yaw * u)) / (2 * camera.zoom);
    return {
      x: camera.x + frame.width * (across * Math.cos(angle) - down * Math.sin(angle)),
      y: camera.y + frame.height * (across * Math.sin(angle) + down * Math.cos(angle)),
    };
  };
  return [corner(-1, -1), corner(1, -1), corner(-1, 1), corner(1, 1)];
}

function span(values: number[]): { low: number; high: number } {
  return { low: Math.min(...values), high: Math.max(...values) };
}

/** The nearest quad inside the picture: scaled down if needed, then moved. */
export function keptInside(quad: Quad): Quad {
  const xs = span(quad.map((point) => point.x));
  const ys = span(quad.map((point) => point.y));
  const shrink = Math.min(1, 1 / (xs.high - xs.low), 1 / (ys.high - ys.low));
  const moved = (value: number, { low, high }: { low: number; high: number }) => {
    const middle = (low + high) / 2;
    const half = ((high - low) / 2) * shrink;
    return Math.min(1 - half, Math.max(half, middle)) + (value - middle) * shrink;
  };
  const [a, b, c, d] = quad;
  const put = (point: Point): Point => ({ x: moved(point.x, xs), y: moved(point.y, ys) });
  return [put(a), put(b), put(c), put(d)];
}
