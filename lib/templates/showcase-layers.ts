import { placed, type Room } from "../media/placing/room";
import { actionFrom, angleTurns, nameFrom, pointTurns } from "../showcase/timing";
import type { MediaSlot, Scene, TextSlot } from "./define-template";
import type { Box, CutOutLayer, Layer, Motion, PictureLayer, TextLayer, TextStyle } from "./layers";

/** What all showcases share: the set, the product in its turns, and a block of texts. Each scene has its own design. */

export const showcaseMedia = {
  background: { type: "image" },
  product: { type: "cutout", many: 6 },
  logo: { type: "image", optional: true },
} as const satisfies Record<string, MediaSlot>;

export const showcaseTexts = {
  name: { kind: "title", max: 500 },
  point: { kind: "subtitle", max: 500, many: 6 },
  action: { kind: "call-to-action", max: 500 },
} as const satisfies Record<string, TextSlot>;

/** How a scene looks and moves. Sizes are of the frame's shorter side. */
export type Design = {
  font: "sans" | "serif";
  align: "left" | "center";
  name: { size: number; weight: 500 | 700 | 900 };
  point: { size: number; weight: 400 | 500 | 700; plate?: boolean };
  /** A line between the name and what follows it. */
  rule: boolean;
  texts: Motion;
  entrance: Motion;
  /** How the product changes its side. */
  turn: Motion;
  breathe: { scale: number; rise: number; every: number };
  sweep: number;
};

type Block = { left: number; right: number; top: number; align: "left" | "center" };

/** Where the texts and the product are, by the rules of each shape. */
function layoutOf(scene: Scene, design: Design): { block: Block; room: Room; lines: { name: number; point: number } } {
  const margin = (side: string) => scene.number(`safe.${side}`, 0.07);
  if (scene.shape === "9:16") {
    // Centred texts keep clear of the wider margin on both sides.
    const side = Math.max(margin("left"), margin("right"));
    const centred = design.align === "center";
    const [left, right] = centred ? [side, 1 - side] : [margin("left"), 1 - margin("right")];
    const top = margin("top");
    const base = scene.number("base", 0.8);
    return {
      block: { left, right, top, align: design.align },
      room: { centre: 0.5, base, width: 0.84, height: base - (top + 0.25) },
      lines: { name: 0.1, point: 0.042 },
    };
  }
  const left = margin("left");
  const right = scene.shape === "1:1" ? 0.47 : 0.45;
  const base = scene.number("base", 0.86);
  const room =
    scene.shape === "1:1"
      ? { centre: 0.73, base, width: 0.46, height: base - 0.14 }
      : { centre: 0.7, base, width: 0.4, height: base - 0.12 };
  return { block: { left, right, top: 0.17, align: "left" }, room, lines: { name: 0.24, point: 0.072 } };
}

export function showcaseLayers(scene: Scene, design: Design): Layer[] {
  const { block, room, lines } = layoutOf(scene, design);
  return [set(scene, room), ...products(scene, room, design), ...texts(scene, block, lines, design)];
}

/** The camera moves slowly towards the place where the product touches the ground, so that it never slides. */
function set({ seconds }: Scene, { centre, base }: Room): PictureLayer {
  const toward = { x: centre, y: base };
  return { kind: "picture", media: "background", fit: "cover", zoom: { from: 1, to: 1 + 0.004 * seconds, toward } };
}

const sweepSeconds = 1.1;

function products(scene: Scene, room: Room, design: Design): CutOutLayer[] {
  const pictures = scene.all("product");
  const turns = angleTurns(pictures.length, scene.seconds);
  const overlap = 0.3;
  return turns.flatMap(({ picture, from, to }, i): CutOutLayer[] => {
    const product = pictures[picture - 1];
    if (!product) return [];
    const isFirst = i === 0;
    const isLast = i === turns.length - 1;
    const sweepAt = isFirst ? Math.min(1.5, scene.seconds / 3) : actionFrom(scene.seconds) + 0.3;
    const { turn } = design;
    return [
      {
        ...{ kind: "cut-out", media: product.name, box: placed({ width: product.aspect, height: 1 }, scene, room) },
        ...(isFirst ? { enter: design.entrance } : { from: from - overlap / 2, enter: turn }),
        ...(isLast ? {} : { to: to + overlap / 2, leave: { ...turn, distance: -(turn.distance ?? 0) } }),
        light: scene.number("light", 0),
        shadow: { contact: scene.number("contact", 0.5), cast: scene.number("cast", 0.3) },
        reflection: scene.number("mirror", 0.1),
        ...(isFirst || isLast ? { sweep: { at: sweepAt, seconds: sweepSeconds, strength: design.sweep } } : {}),
        breathe: design.breathe,
      },
    ];
  });
}

function texts(scene: Scene, block: Block, lines: { name: number; point: number }, design: Design): Layer[] {
  const ink = scene.string("ink", "#141414");
  const accent = scene.string("accent", "#141414");
  const font = scene.string("font", design.font) === "serif" ? "serif" : "sans";
  const width = block.right - block.left;
  const across = (height: number, y: number): Box => ({ x: block.left, y, width, height });
  const style: TextStyle = { font, color: ink, align: block.align };
  const logoHeight = scene.shape === "9:16" ? 0.034 : 0.06;
  const logo = scene.media("logo");
  const nameTop = block.top + (logo && scene.shape === "9:16" ? logoHeight + 0.014 : 0);
  const nameEnd = nameTop + lines.name;
  const gap = lines.point * 0.45;
  const name = scene.text("name");
  const points = scene.texts("point");
  const action = scene.text("action");
  const turns = pointTurns(points.length, scene.seconds, action !== undefined);
  const found: Layer[] = [];

  if (logo) found.push(logoLayer(scene, block, logoHeight, logo.aspect));
  if (name)
    found.push({
      ...{ kind: "text", text: name.text, box: across(lines.name, nameTop), from: nameFrom(scene.seconds) },
      style: { ...style, ...design.name, smallest: 0.04, anchor: "bottom", lineHeight: 1.14 },
      enter: design.texts,
    });
  if (design.rule && name) found.push(rule(scene, block, nameEnd + gap, accent));
  for (const [i, { text }] of points.entries()) {
    const turn = turns[i];
    if (!turn) continue;
    // A point alone may take two lines.
    const box = across(lines.point * (turn.lines === 1 ? 2 : 1), nameEnd + 2 * gap + turn.line * lines.point);
    found.push(point(text, box, turn, design, style, accent));
  }
  if (action) {
    const box = across(lines.point * 1.7, nameEnd + 2 * gap);
    const from = actionFrom(scene.seconds);
    found.push({
      ...{ kind: "text", text: action.text, box, from, enter: { as: "scale", seconds: 0.5, ease: "back" } },
      style: {
        ...style,
        size: design.point.size,
        weight: 700,
        color: scene.string("onAccent", "#ffffff"),
        anchor: "top",
      },
      plate: { color: accent, padding: 0.022, corner: 0.5 },
    });
  }
  return found;
}

function point(
  text: string,
  box: Box,
  turn: { from: number; to: number },
  design: Design,
  style: TextStyle,
  accent: string,
) {
  const { size, weight, plate } = design.point;
  const layer: TextLayer = {
    ...{ kind: "text", text, box, from: turn.from, to: turn.to },
    style: { ...style, size, weight, smallest: 0.026, anchor: "top", lineHeight: 1.2 },
    ...{ enter: design.texts, leave: { as: "fade", seconds: 0.3 } },
  };
  return plate ? { ...layer, plate: { color: accent, padding: 0.012, corner: 0.5, opacity: 0.14 } } : layer;
}

function rule(scene: Scene, { left, right, align }: Block, y: number, color: string): Layer {
  const width = 0.09;
  const x = align === "center" ? (left + right - width) / 2 : left;
  const height = 0.004 * (scene.width / Math.max(scene.width, scene.height));
  return {
    ...{ kind: "shape", shape: "rectangle", fill: color, box: { x, y, width, height }, corner: 0.002 },
    ...{ from: nameFrom(scene.seconds) + 0.3, enter: { as: "fade", seconds: 0.5 } },
  };
}

function logoLayer(scene: Scene, { left, right, top, align }: Block, height: number, aspect: number): PictureLayer {
  const width = Math.min(0.4, (height * scene.height * aspect) / scene.width);
  const x = align === "center" ? (left + right - width) / 2 : left;
  const y = scene.shape === "9:16" ? top : 0.08;
  const box = { x, y, width, height };
  return { kind: "picture", media: "logo", fit: "contain", box, from: 0.3, enter: { as: "fade", seconds: 0.6 } };
}
