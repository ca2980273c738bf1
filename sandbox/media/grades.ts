import sharp, { type OverlayOptions } from "sharp";
import { seeded } from "../random";
import { inPalette } from "./palette";
import { type Picture, pixels, raw } from "./picture";
import { firstSaid } from "./spoken-text";
import { type Weather, weatherLayer } from "./weather";

type Rgb = [red: number, green: number, blue: number];

interface Wash {
  /** Colours from the top edge to the bottom edge. */
  colours: string[];
  opacity: number;
  blend: "over" | "screen" | "multiply" | "soft-light";
}

/** A lighting of a picture. `gain` multiplies, `lift` adds (0..255), after saturation. */
interface Grade {
  said: RegExp;
  saturation: number;
  gain: Rgb;
  lift: Rgb;
  washes: Wash[];
  weather?: Weather;
  /** How dark the corners are, 0..1. */
  vignette: number;
  /** How much bright areas glow, 0..1. */
  glow: number;
}

const GRADES: readonly Grade[] = [
  {
    said: /\bnight|midnight|moon|starlight|darkness|夜|月光|星空/i,
    saturation: 0.55,
    gain: [0.46, 0.58, 0.84],
    lift: [-10, -4, 12],
    washes: [
      { colours: ["#3a62c8", "#8fa6e6", "#2a3a70", "#0c1430"], opacity: 0.5, blend: "multiply" },
      { colours: ["#0a1638", "#3c5aa0", "#0a1230", "#02040a"], opacity: 0.32, blend: "screen" },
    ],
    weather: "stars",
    vignette: 0.55,
    glow: 0.5,
  },
  {
    said: /\bdusk|sunset|golden hour|twilight|evening|afterglow|黄昏|夕阳|日落|暮色|傍晚|晚霞/i,
    saturation: 1.12,
    gain: [1.06, 0.84, 0.72],
    lift: [10, 0, 6],
    washes: [{ colours: ["#5a3a8a", "#ff7a3c", "#ffb05a", "#4a1e34"], opacity: 0.5, blend: "soft-light" }],
    vignette: 0.32,
    glow: 0.6,
  },
  {
    said: /\bdawn|sunrise|daybreak|first light|early morning|清晨|黎明|晨光|日出|破晓|晨曦/i,
    saturation: 0.92,
    gain: [1.04, 0.98, 0.98],
    lift: [16, 12, 18],
    washes: [{ colours: ["#bcd4ff", "#ffd9c7", "#ffe9cf", "#a9b6cf"], opacity: 0.34, blend: "soft-light" }],
    weather: "haze",
    vignette: 0.12,
    glow: 0.7,
  },
  {
    said: /storm|\brain|thunder|downpour|暴风|雨|雷/i,
    saturation: 0.5,
    gain: [0.86, 0.94, 1.0],
    lift: [0, 4, 8],
    washes: [{ colours: ["#2c3a48", "#93a5b0", "#4a5862"], opacity: 0.55, blend: "multiply" }],
    weather: "rain",
    vignette: 0.42,
    glow: 0.1,
  },
  {
    said: /\bfog|\bmist|\bhaze|雾|烟/i,
    saturation: 0.55,
    gain: [0.84, 0.87, 0.89],
    lift: [26, 28, 30],
    washes: [{ colours: ["#dfe6ea", "#cdd6da", "#9aa6ab"], opacity: 0.3, blend: "over" }],
    weather: "haze",
    vignette: 0.14,
    glow: 0.4,
  },
  {
    said: /\bsnow|\bwinter|blizzard|frost|雪|冬|霜/i,
    saturation: 0.5,
    gain: [0.96, 1.02, 1.1],
    lift: [18, 22, 28],
    washes: [{ colours: ["#dfeaf6", "#eef4fa"], opacity: 0.2, blend: "screen" }],
    weather: "snow",
    vignette: 0.16,
    glow: 0.3,
  },
  {
    said: /\bsunny|sunlight|midday|\bnoon|bright day|daylight|阳光|正午|晴|烈日|明亮/i,
    saturation: 1.24,
    gain: [1.12, 1.08, 1.0],
    lift: [2, 2, 0],
    washes: [{ colours: ["#fff3c8", "#fff8e8", "#e8f4d8"], opacity: 0.22, blend: "soft-light" }],
    vignette: 0.1,
    glow: 0.35,
  },
  {
    said: /candle|lantern|firelight|\bfire|ember|lamp|烛|灯|火/i,
    saturation: 1.05,
    gain: [0.98, 0.66, 0.42],
    lift: [10, 2, 0],
    washes: [{ colours: ["#2a1206", "#ffb066", "#2a0e04"], opacity: 0.5, blend: "soft-light" }],
    weather: "embers",
    vignette: 0.62,
    glow: 0.6,
  },
  {
    said: /overcast|cloud|gloom|grey sky|阴沉|阴天|多云|乌云/i,
    saturation: 0.62,
    gain: [0.84, 0.88, 0.92],
    lift: [6, 8, 10],
    washes: [{ colours: ["#8a96a2", "#b8c0c6", "#8c9498"], opacity: 0.3, blend: "multiply" }],
    vignette: 0.28,
    glow: 0.15,
  },
];

/** The default lighting of a film: teal in the shadows and warm in the highlights. */
const FILM: Grade = {
  said: /^/,
  saturation: 1.06,
  gain: [1.04, 1.0, 0.95],
  lift: [0, 4, 8],
  washes: [],
  vignette: 0.22,
  glow: 0.2,
};

function drawing(frame: { width: number; height: number }, inside: string): Buffer {
  const { width, height } = frame;
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${inside}</svg>`);
}

function washLayer(frame: Picture, wash: Wash): OverlayOptions {
  const last = Math.max(1, wash.colours.length - 1);
  const stops = wash.colours.map((colour, i) => `<stop offset="${i / last}" stop-color="${colour}"/>`).join("");
  const inside = `<linearGradient id="g" x1="0" y1="0" x2="0" y2="1">${stops}</linearGradient>
    <rect width="100%" height="100%" fill="url(#g)" fill-opacity="${wash.opacity}"/>`;
  return { input: drawing(frame, inside), blend: wash.blend };
}

function vignetteLayer(frame: Picture, strength: number): OverlayOptions {
  const inside = `<radialGradient id="v" cx=".5" cy=".48" r=".78"><stop offset=".45" stop-color="#000" stop-opacity="0"/>
    <stop offset="1" stop-color="#000" stop-opacity="${strength}"/></radialGradient>
    <rect width="100%" height="100%" fill="url(#v)"/>`;
  return { input: drawing(frame, inside), blend: "over" };
}

async function glowLayer(picture: Picture, strength: number): Promise<OverlayOptions> {
  const { width, height } = picture;
  const small = { width: Math.ceil(width / 6), height: Math.ceil(height / 6) };
  // Only bright areas glow: everything else is pushed below black first, then the result is dimmed to `strength`.
  const lights = await raw(picture).resize(small).linear(2.4, -330).blur(7).linear(strength, 0).raw().toBuffer();
  const input = await sharp(lights, { raw: { ...small, channels: 3 } })
    .resize(width, height, { fit: "fill" })
    .png({ compressionLevel: 0 })
    .toBuffer();
  return { input, blend: "screen" };
}

/**
 * Applies the lighting that a text mentions to a picture of `brightness` 0..1. The seed places weather and shifts the
 * colour.
 */
export async function graded(picture: Picture, text: string, brightness: number, seed: number): Promise<Picture> {
  const grade = firstSaid(text, GRADES) ?? FILM;
  const random = seeded(seed ^ 0x5bd1e995);
  const nudge = () => 1 + (random() - 0.5) * 0.07;
  // Brightens a dark picture first, so that a night or storm stays visible.
  const dims = Math.max(...grade.gain) <= 1;
  const exposure = dims ? Math.min(1.7, Math.max(0.9, (0.48 / Math.max(0.05, brightness)) ** 0.7)) : 1;
  const gain = grade.gain.map((value) => value * nudge() * exposure);
  const base = await pixels(raw(picture).modulate({ saturation: grade.saturation }).linear(gain, grade.lift));
  const layers: OverlayOptions[] = grade.washes.map((wash) => washLayer(base, wash));
  if (grade.glow > 0) layers.push(await glowLayer(base, grade.glow));
  if (grade.weather) layers.push({ input: drawing(base, weatherLayer(grade.weather, base, random)), blend: "screen" });
  layers.push(vignetteLayer(base, grade.vignette));
  return inPalette(await pixels(raw(base).composite(layers)), text);
}
