import type { Picture } from "./picture";

/** Colours that a text names as `#rrggbb`: a picture is toned in them, the darkest for the shadows. */

type Rgb = [red: number, green: number, blue: number];

const share = 0.62;
const lightOf = ([r, g, b]: Rgb) => 0.299 * r + 0.587 * g + 0.114 * b;

function coloursIn(text: string): Rgb[] {
  const named = text.match(/#[0-9a-f]{6}\b/gi) ?? [];
  const colours = named.map((hex): Rgb => {
    const value = Number.parseInt(hex.slice(1), 16);
    return [value >> 16, (value >> 8) & 255, value & 255];
  });
  return colours.sort((a, b) => lightOf(a) - lightOf(b));
}

/** The tone of each brightness, 0 to 255. Colours of middling brightness alone get a near black and a near white. */
function tonesOf(colours: Rgb[]): Rgb[] {
  const darkest: Rgb = [12, 12, 16];
  const lightest: Rgb = [250, 246, 238];
  const [first = darkest, last = lightest] = [colours[0], colours.at(-1)];
  const shadows = lightOf(first) > 30 && lightOf(first) < 100 ? [darkest] : [];
  const stops = [...shadows, ...colours, ...(lightOf(last) < 180 ? [lightest] : [])];
  return Array.from({ length: 256 }, (_, light): Rgb => {
    const at = (light / 255) * (stops.length - 1);
    const [from, to] = [stops[Math.floor(at)] ?? darkest, stops[Math.ceil(at)] ?? darkest];
    const mixed = (channel: 0 | 1 | 2) => from[channel] + (to[channel] - from[channel]) * (at % 1);
    return [mixed(0), mixed(1), mixed(2)];
  });
}

export function inPalette(picture: Picture, text: string): Picture {
  const colours = coloursIn(text);
  if (colours.length < 2) return picture;
  const tones = tonesOf(colours);
  const data = Buffer.from(picture.data);
  for (let at = 0; at < data.length; at += 3) {
    const own: Rgb = [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
    const tone = tones[Math.round(lightOf(own))] ?? own;
    for (const channel of [0, 1, 2] as const)
      data[at + channel] = Math.round(own[channel] * (1 - share) + tone[channel] * share);
  }
  return { ...picture, data };
}
