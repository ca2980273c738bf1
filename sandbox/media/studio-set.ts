import sharp from "sharp";
import { seeded } from "../random";
import { type Picture, pixels } from "./picture";

/** A drawn empty set for prompts that ask for one: a wall, a surface, the light, in the colours that the prompt names. */

const isSet = /\bempty set\b|空的产品摄影场景/i;
const usual = ["#8d99a6", "#c9d1d8", "#f1f3f5"] as const;

type Draw = { colours: readonly [string, string, string]; text: string; random: () => number };

const lightOf = (hex: string) => {
  const value = Number.parseInt(hex.slice(1), 16);
  return (0.299 * (value >> 16) + 0.587 * ((value >> 8) & 255) + 0.114 * (value & 255)) / 255;
};

function coloursIn(text: string): Draw["colours"] {
  const named = (text.match(/#[0-9a-f]{6}\b/gi) ?? []).slice(0, 3);
  const [dark = usual[0], middle = usual[1], light = usual[2]] = named.sort((a, b) => lightOf(a) - lightOf(b));
  return [dark, middle, light];
}

/** Null if the text does not ask for an empty set. */
export async function studioSet(
  text: string,
  { width, height }: { width: number; height: number },
  seed: number,
): Promise<Picture | null> {
  if (!isSet.test(text)) return null;
  const random = seeded(seed);
  const draw = { colours: coloursIn(text), text, random };
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 900 1600" preserveAspectRatio="xMidYMid slice">
    <defs>${gradients(draw)}
    <filter id="soft" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="26"/></filter>
    <filter id="haze" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="9"/></filter></defs>
    <rect width="900" height="1600" fill="url(#wall)"/>${behind(draw)}
    <rect y="1130" width="900" height="470" fill="url(#surface)"/>
    ${surface(draw)}
    <rect y="1130" width="900" height="3" fill="${draw.colours[2]}" opacity=".55"/>
    <rect y="1110" width="900" height="20" fill="#000" opacity=".10" filter="url(#haze)"/>
    <rect width="900" height="1600" fill="url(#light)"/></svg>`;
  return pixels(sharp(Buffer.from(svg)));
}

const isDark = ({ colours }: Draw) => lightOf(colours[1]) < 0.3;
const fromLeft = ({ text }: Draw) => !/from the right|右侧/.test(text);

function gradients(draw: Draw): string {
  const [dark, middle, light] = draw.colours;
  const x = ((fromLeft(draw) ? 0.28 : 0.72) + (draw.random() - 0.5) * 0.08).toFixed(3);
  const wall = isDark(draw)
    ? `<radialGradient id="wall" cx=".5" cy=".52" r=".62"><stop offset="0" stop-color="${light}"/><stop offset=".42" stop-color="${middle}"/><stop offset="1" stop-color="${dark}"/></radialGradient>`
    : `<radialGradient id="wall" cx="${x}" cy=".25" r=".95"><stop offset="0" stop-color="${light}"/><stop offset=".5" stop-color="${middle}"/><stop offset="1" stop-color="${dark}"/></radialGradient>`;
  return `${wall}
    <linearGradient id="surface" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${middle}"/><stop offset="1" stop-color="${dark}"/></linearGradient>
    <linearGradient id="light" x1="${fromLeft(draw) ? 0 : 1}" y1="0" x2="${fromLeft(draw) ? 1 : 0}" y2=".4"><stop offset="0" stop-color="#fff" stop-opacity=".16"/><stop offset=".5" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity=".2"/></linearGradient>`;
}

const times = (count: number, each: (i: number) => string) => Array.from({ length: count }, (_, i) => each(i)).join("");

/** What is seen on or before the wall. */
function behind({ text, random, colours: [dark, , light] }: Draw): string {
  if (/silk|丝绸/.test(text))
    return times(14, (i) => {
      const x = i * 66 + random() * 26 - 30;
      const fold = i % 2 ? light : dark;
      return `<path d="M${x} 0C${x + 30} 400 ${x - 24} 800 ${x + 8} 1130h${28 + random() * 26}C${x + 30} 800 ${x + 76} 400 ${x + 44} 0Z" fill="${fold}" opacity="${(0.22 + random() * 0.2).toFixed(2)}" filter="url(#haze)"/>`;
    });
  if (/kitchen|厨房/.test(text))
    return times(16, () => {
      const [x, y, r] = [random() * 900, 60 + random() * 950, 36 + random() * 64];
      return `<circle cx="${x.toFixed(0)}" cy="${y.toFixed(0)}" r="${r.toFixed(0)}" fill="${light}" opacity="${(0.14 + random() * 0.24).toFixed(2)}" filter="url(#haze)"/>`;
    });
  if (/lea(f|ves)|叶/i.test(text))
    return times(11, (i) => {
      const left = i % 2 === 0;
      const [x, y, turn] = [left ? random() * 190 : 730 + random() * 170, random() * 1000, random() * 150 - 75];
      return `<path d="M0 0C54 -70 54 -170 0 -240C-54 -170 -54 -70 0 0Z" transform="translate(${x.toFixed(0)} ${(y + 180).toFixed(0)}) rotate(${turn.toFixed(0)})" fill="${dark}" opacity="${(0.2 + random() * 0.25).toFixed(2)}" filter="url(#${i < 6 ? "soft" : "haze"})"/>`;
    });
  return "";
}

function surface({ text, random, colours: [dark, , light] }: Draw): string {
  if (/oak|wood|橡木|木/.test(text))
    return times(22, () => {
      const y = 1140 + random() ** 1.6 * 455;
      const bend = random() * 10 - 5;
      return `<path d="M0 ${y.toFixed(0)}Q450 ${(y + bend).toFixed(0)} 900 ${y.toFixed(0)}" stroke="${dark}" stroke-width="${(1 + random() * 3).toFixed(1)}" opacity="${(0.15 + random() * 0.3).toFixed(2)}" fill="none"/>`;
    });
  if (/gloss|光亮|polished|抛光/.test(text))
    return `<ellipse cx="450" cy="1180" rx="330" ry="44" fill="${light}" opacity=".28" filter="url(#soft)"/>`;
  return `<ellipse cx="420" cy="1300" rx="420" ry="90" fill="${light}" opacity=".3" filter="url(#soft)"/>`;
}
