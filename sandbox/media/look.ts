import { type Picture, raw } from "./picture";

export const HUES = ["red", "orange", "gold", "green", "teal", "blue", "violet", "rose", "brown", "sand"] as const;
export const GREYS = ["white", "silver", "grey", "black"] as const;
export type Colour = (typeof HUES)[number] | (typeof GREYS)[number];

/** A rough description of a picture. Fractions are of its width and height, from the top left. */
export interface Look {
  orientation: "landscape" | "portrait" | "square";
  brightness: number;
  contrast: number;
  /** Above 0: more red than blue. */
  warmth: number;
  /** The colours that cover most of the picture, largest area first; at least two. */
  palette: [Colour, Colour, ...Colour[]];
  /** The mean colour of the upper and of the lower third. */
  top: Colour;
  bottom: Colour;
  /** An even, bright upper third counts as sky. */
  openSky: boolean;
  /** The most salient place. */
  focus: { x: number; y: number };
  light: "left" | "right" | "above" | "even";
}

export function colourName(r: number, g: number, b: number): Colour {
  const max = Math.max(r, g, b);
  const min = Math.min(r, g, b);
  const value = max / 255;
  const saturation = max === 0 ? 0 : (max - min) / max;
  if (value < 0.14) return "black";
  if (saturation < 0.13) return value > 0.85 ? "white" : value > 0.6 ? "silver" : "grey";
  const span = max - min;
  const turn = max === r ? ((g - b) / span + 6) % 6 : max === g ? (b - r) / span + 2 : (r - g) / span + 4;
  const hue = turn * 60;
  if (hue < 50 && saturation < 0.42 && value > 0.6) return "sand";
  if (hue >= 12 && hue < 48 && value < 0.55) return "brown";
  if (hue < 14 || hue >= 345) return "red";
  if (hue < 38) return "orange";
  if (hue < 66) return "gold";
  if (hue < 160) return "green";
  if (hue < 195) return "teal";
  if (hue < 255) return "blue";
  if (hue < 300) return "violet";
  return "rose";
}

const SIDE = 48;

interface Cell {
  x: number;
  y: number;
  r: number;
  g: number;
  b: number;
  light: number;
}

function cellsOf({ data }: Picture): Cell[] {
  return Array.from({ length: SIDE * SIDE }, (_, i) => {
    const [r = 0, g = 0, b = 0] = data.subarray(i * 3, i * 3 + 3);
    const at = { x: ((i % SIDE) + 0.5) / SIDE, y: (Math.floor(i / SIDE) + 0.5) / SIDE };
    return { ...at, r, g, b, light: (0.299 * r + 0.587 * g + 0.114 * b) / 255 };
  });
}

function mean(of: Cell[], read: (cell: Cell) => number): number {
  return of.reduce((sum, cell) => sum + read(cell), 0) / Math.max(1, of.length);
}

function spread(of: Cell[]): number {
  const middle = mean(of, (cell) => cell.light);
  return Math.sqrt(mean(of, (cell) => (cell.light - middle) ** 2));
}

function coverage(of: Cell[]): Colour[] {
  const counts = new Map<Colour, number>();
  for (const { r, g, b } of of) {
    const name = colourName(r, g, b);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([name]) => name);
}

/** The place that differs most from its surroundings, with a preference for the centre. */
async function focusOf(small: Picture, all: Cell[]): Promise<{ x: number; y: number }> {
  const near = await raw(small).blur(0.8).raw().toBuffer();
  const wide = await raw(small).blur(5).raw().toBuffer();
  let best = { x: 0.5, y: 0.5, score: 0 };
  for (const [i, { x, y }] of all.entries()) {
    const apart = (channel: number) => (near[i * 3 + channel] ?? 0) - (wide[i * 3 + channel] ?? 0);
    const central = Math.exp(-((x - 0.5) ** 2 + (y - 0.55) ** 2) / 0.16);
    const score = Math.hypot(apart(0), apart(1), apart(2)) * central;
    if (score > best.score) best = { x, y, score };
  }
  return { x: best.x, y: best.y };
}

function lightOf(all: Cell[]): Look["light"] {
  const half = (test: (cell: Cell) => boolean) =>
    mean(
      all.filter((cell) => test(cell)),
      (cell) => cell.light,
    );
  const sideways = half((cell) => cell.x > 0.5) - half((cell) => cell.x <= 0.5);
  const upwards = half((cell) => cell.y <= 0.5) - half((cell) => cell.y > 0.5);
  if (Math.abs(sideways) > 0.07) return sideways > 0 ? "right" : "left";
  return upwards > 0.08 ? "above" : "even";
}

export async function lookAt(picture: Picture): Promise<Look> {
  const data = await raw(picture).resize(SIDE, SIDE, { fit: "fill" }).raw().toBuffer();
  const small = { data, width: SIDE, height: SIDE };
  const all = cellsOf(small);
  const upper = all.filter((cell) => cell.y < 0.33);
  const lower = all.filter((cell) => cell.y > 0.67);
  const [first = "grey", second = "silver", ...others] = coverage(all);
  const ratio = picture.width / picture.height;
  const brightness = mean(all, (cell) => cell.light);
  return {
    orientation: ratio > 1.1 ? "landscape" : ratio < 0.9 ? "portrait" : "square",
    brightness,
    contrast: spread(all),
    warmth: (mean(all, (cell) => cell.r) - mean(all, (cell) => cell.b)) / 255,
    palette: [first, second, ...others.slice(0, 2)],
    top: coverage(upper)[0] ?? first,
    bottom: coverage(lower)[0] ?? second,
    openSky: spread(upper) < 0.12 && mean(upper, (cell) => cell.light) > brightness,
    focus: await focusOf(small, all),
    light: lightOf(all),
  };
}
