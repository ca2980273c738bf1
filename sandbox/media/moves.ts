import { seeded } from "../random";
import { type Camera, keptInside, neutral, type Quad, quadOf } from "./camera";
import { firstSaid } from "./spoken-text";

interface Move {
  said: RegExp;
  from: Partial<Camera>;
  to: Partial<Camera>;
}

/** In order of preference when a text contains several words. Every zoom leaves room for the camera's path. */
const MOVES: readonly Move[] = [
  // A static camera breathes a little, so that the clip is no frozen picture.
  { said: /camera is static|static (shot|camera)|locked[- ]off|固定镜头/i, from: { zoom: 1.05 }, to: { zoom: 1.08 } },
  {
    said: /pull(s|ed|ing)?[- ]?(slowly |gently )?(out|back|away)|zoom(s|ing)? out|拉远|后拉|拉开|拉出/i,
    from: { zoom: 1.34 },
    to: { zoom: 1.03 },
  },
  {
    said: /push(es|ed|ing)?[- ]?(slowly |gently )?(in|forward|toward)|zoom(s|ing)? in|dolly in|慢推|推进|推近|推镜|前推/i,
    from: { zoom: 1.03 },
    to: { zoom: 1.32 },
  },
  {
    said: /orbit|circl(es|ing)|arcs? around|环绕|绕着/i,
    from: { zoom: 1.26, x: 0.42, yaw: 0.17 },
    to: { zoom: 1.26, x: 0.58, yaw: -0.17 },
  },
  {
    said: /pan(s|ned|ning)?( slowly| gently)? (to the )?left|向左摇|左摇|向左平移/i,
    from: { zoom: 1.25, x: 0.6 },
    to: { zoom: 1.25, x: 0.4 },
  },
  { said: /pan(s|ned|ning)?\b|横摇|摇镜|向右摇|右摇|平移/i, from: { zoom: 1.25, x: 0.4 }, to: { zoom: 1.25, x: 0.6 } },
  { said: /tilt(s|ed|ing)? down|向下摇|下摇|下移/i, from: { zoom: 1.25, y: 0.4 }, to: { zoom: 1.25, y: 0.6 } },
  { said: /tilt(s|ed|ing)?\b|向上摇|上摇|上移/i, from: { zoom: 1.25, y: 0.6 }, to: { zoom: 1.25, y: 0.4 } },
  {
    said: /from above|overhead|crane|aerial|bird|俯拍|俯视|俯瞰|鸟瞰|航拍|升起|升降/i,
    from: { zoom: 1.3, y: 0.56, pitch: 0.13 },
    to: { zoom: 1.14, y: 0.48, pitch: -0.02 },
  },
  {
    said: /lateral|sideways|slid(es|ing)|侧移|横移/i,
    from: { zoom: 1.28, x: 0.61, yaw: -0.06 },
    to: { zoom: 1.28, x: 0.39, yaw: 0.06 },
  },
  {
    said: /track|follow|跟拍|跟随|追随/i,
    from: { zoom: 1.14, x: 0.45, y: 0.53 },
    to: { zoom: 1.3, x: 0.56, y: 0.5 },
  },
];

const GENTLE: Move = { said: /^/, from: { zoom: 1.02 }, to: { zoom: 1.2 } };
const HANDHELD = /hand[- ]?held|shak(y|ing)|手持/i;

export interface Path {
  from: Quad;
  to: Quad;
  /** The amplitude of the hand-held sway, as a fraction of the frame. */
  sway: number;
}

export function pathOf(text: string, seed: number): Path {
  const move = firstSaid(text, MOVES) ?? GENTLE;
  const random = seeded(seed);
  const drift = { x: (random() - 0.5) * 0.03, y: (random() - 0.5) * 0.03, roll: (random() - 0.5) * 0.8 };
  const stand = (at: Partial<Camera>, share: number): Quad => {
    const camera = { ...neutral, ...at };
    return keptInside(
      quadOf({ ...camera, x: camera.x + drift.x * share, y: camera.y + drift.y * share, roll: drift.roll * share }),
    );
  };
  return { from: stand(move.from, -1), to: stand(move.to, 1), sway: HANDHELD.test(text) ? 0.006 : 0 };
}

/**
 * The path as arguments of ffmpeg's `perspective`, which samples between pixels and so avoids jitter. Eases in and out.
 */
export function perspectiveOf(path: Path, frames: number): string {
  const t = `min(1,on/${Math.max(1, frames - 1)})`;
  const eased = `(${t})*(${t})*(3-2*(${t}))`;
  const sway = (axis: "W" | "H") => {
    if (path.sway === 0) return "";
    const [one, two] = axis === "W" ? [11, 29] : [13, 23];
    return `+${axis}*${path.sway}*sin(PI*(${t}))*(sin(on/${one}*2)+0.5*sin(on/${two}*5))`;
  };
  const parts = path.from.flatMap((start, i) => {
    const end = path.to[i] ?? start;
    const along = (a: number, b: number, axis: "W" | "H") =>
      `${axis}*(${a.toFixed(5)}+(${(b - a).toFixed(5)})*${eased})${sway(axis)}`;
    return [`x${i}='${along(start.x, end.x, "W")}'`, `y${i}='${along(start.y, end.y, "H")}'`];
  });
  return `perspective=${parts.join(":")}:interpolation=linear:eval=frame`;
}
