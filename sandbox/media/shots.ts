import { seeded } from "../random";
import { type Camera, neutral } from "./camera";
import type { Look } from "./look";
import { firstSaid } from "./spoken-text";

interface Shot {
  said: RegExp;
  camera: Partial<Camera>;
  /** How far the frame moves towards the most salient place, 0..1. */
  drawn: number;
  /** How much the surroundings are blurred, 0..1. */
  shallow?: number;
}

const SHOTS: readonly Shot[] = [
  { said: /close[- ]?ups?|macro|detail shot|tight on|特写|近景/i, camera: { zoom: 2.15 }, drawn: 1, shallow: 1 },
  { said: /medium|mid[- ]shot|waist|中景|中近景/i, camera: { zoom: 1.42 }, drawn: 0.7, shallow: 0.25 },
  { said: /wide|establishing|panoram|long shot|vista|远景|全景|广角/i, camera: { zoom: 0.86, y: 0.48 }, drawn: 0 },
  {
    said: /from above|overhead|bird|top[- ]down|high[- ]angle|aerial|俯拍|俯视|俯瞰|鸟瞰|航拍/i,
    camera: { zoom: 1.12, y: 0.58, pitch: 0.3 },
    drawn: 0.2,
  },
  {
    said: /low[- ]angle|from below|worm|looking up|仰拍|仰视|低角度/i,
    camera: { zoom: 1.12, y: 0.4, pitch: -0.24 },
    drawn: 0.2,
  },
  {
    said: /orbit|circles|circling|arcs? around|环绕|绕着/i,
    camera: { zoom: 1.24, x: 0.56, yaw: -0.26, roll: 1.5 },
    drawn: 0.4,
  },
  {
    said: /lateral|sideways|side[- ]on|from the side|侧移|侧拍|侧面|横移/i,
    camera: { zoom: 1.3, x: 0.36, yaw: 0.2 },
    drawn: 0,
  },
  {
    said: /track|follow|dolly|跟拍|跟随|追随/i,
    camera: { zoom: 1.62, x: 0.6, y: 0.56, roll: -1.5 },
    drawn: 0.35,
    shallow: 0.4,
  },
  { said: /pull(s|ed|ing)?[- ]?(out|back|away)|zoom(s|ing)? out|拉远|后拉/i, camera: { zoom: 0.94 }, drawn: 0 },
];

/** The default framing: between medium and wide. */
const OPEN: Shot = { said: /^/, camera: { zoom: 1.18 }, drawn: 0.3 };

export interface Framing {
  camera: Camera;
  shallow: number;
}

/** The framing that a text describes. The seed varies it a little, like two takes of one shot. */
export function framingOf(text: string, look: Look, seed: number): Framing {
  const shot = firstSaid(text, SHOTS) ?? OPEN;
  const random = seeded(seed);
  const about = (amount: number) => (random() * 2 - 1) * amount;
  const camera = { ...neutral, ...shot.camera };
  const room = 0.1 / camera.zoom;
  return {
    camera: {
      zoom: camera.zoom * (1 + about(0.06)),
      x: camera.x + (look.focus.x - camera.x) * shot.drawn + about(room),
      y: camera.y + (look.focus.y - camera.y) * shot.drawn + about(room * 0.6),
      pitch: camera.pitch + about(0.03),
      yaw: camera.yaw + about(0.07),
      roll: camera.roll + about(1.2),
    },
    shallow: shot.shallow ?? 0,
  };
}
