/** CIE L*a*b* (D65), in which distances are close to what people see. L is 0 to 100. */

export type Lab = [lightness: number, a: number, b: number];
/** Each 0 to 1, as encoded for screens. */
export type Rgb = [red: number, green: number, blue: number];

const linear = (v: number) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
const encoded = (v: number) => (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055);
const root = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
const cube = (t: number) => (t > 0.206893 ? t ** 3 : (t - 16 / 116) / 7.787);

export function toLab([red, green, blue]: Rgb): Lab {
  const [r, g, b] = [linear(red), linear(green), linear(blue)];
  const x = root((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
  const y = root(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = root((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** The nearest colour that a screen can show. */
export function toRgb([lightness, a, b]: Lab): Rgb {
  const middle = (lightness + 16) / 116;
  const [x, y, z] = [cube(middle + a / 500) * 0.95047, cube(middle), cube(middle - b / 200) * 1.08883];
  const shown = (v: number) => encoded(Math.max(0, Math.min(1, v)));
  return [
    shown(3.2406 * x - 1.5372 * y - 0.4986 * z),
    shown(-0.9689 * x + 1.8758 * y + 0.0415 * z),
    shown(0.0557 * x - 0.204 * y + 1.057 * z),
  ];
}

export const distance = (one: Lab, other: Lab) => Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);

export const chromaOf = ([, a, b]: Lab) => Math.hypot(a, b);

/** As `#rrggbb`. */
export const hexOf = (color: Lab) =>
  `#${toRgb(color)
    .map((v) =>
      Math.round(v * 255)
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;

export const labOf = (hex: string): Lab => {
  const channel = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  return toLab([channel(1), channel(3), channel(5)]);
};
