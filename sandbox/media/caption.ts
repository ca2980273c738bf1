import sharp from "sharp";

// Letters are drawn as paths, so that the caption looks the same on a machine without fonts.
// Each is a stroke in a box 6 wide (or as given) and 14 high; the base line is at 11, the x-height at 4.
const GLYPHS: Record<string, string | [stroke: string, width: number]> = {
  a: "M5 4V11M5 7.5A2.5 3.5 0 1 0 5 7.6",
  b: "M0 1V11M0 7.5A2.5 3.5 0 1 1 0 7.6",
  c: "M4.8 5A2.7 3.5 0 1 0 4.8 10",
  d: "M5 1V11M5 7.5A2.5 3.5 0 1 0 5 7.6",
  e: "M0 7.4H5A2.5 3.5 0 1 0 4.4 10",
  f: ["M4 1.4C2.4 .7 1.6 1.6 1.6 3V11M0 4.4H3.6", 4],
  g: "M5 4V11.5C5 14.4 1.5 14.6 .4 13.2M5 7.5A2.5 3.5 0 1 0 5 7.6",
  h: "M0 1V11M0 7C.4 3.2 5 2.8 5 7V11",
  i: ["M.5 4V11M.5 1.4V1.7", 1],
  j: ["M1.5 4V12.5C1.5 14 .6 14 0 13.8M1.5 1.4V1.7", 2],
  k: "M0 1V11M4.4 4L0 8.2M1.7 6.8L4.8 11",
  l: ["M.5 1V11", 1],
  m: ["M0 4V11M0 6.6C.3 3.3 4 3.2 4 6.6V11M4 6.6C4.3 3.3 8 3.2 8 6.6V11", 8],
  n: "M0 4V11M0 7C.4 3.2 5 2.8 5 7V11",
  o: "M2.5 4A2.6 3.5 0 1 0 2.6 4",
  p: "M0 4V14M0 7.5A2.5 3.5 0 1 1 0 7.6",
  q: "M5 4V14M5 7.5A2.5 3.5 0 1 0 5 7.6",
  r: ["M0 4V11M0 7.2C.4 4.6 1.8 3.7 3.4 4.2", 3.4],
  s: ["M4 5C3 3.7 .4 3.8 .4 5.6C.4 7.8 4.3 6.9 4.3 9.2C4.3 11.3 1.2 11.4 0 10", 4.4],
  t: ["M1.5 1.8V9.4C1.5 11 2.6 11.2 3.8 10.7M0 4.4H3.6", 3.8],
  u: "M0 4V8C0 12.2 4.6 11.8 5 8M5 4V11",
  v: "M0 4L2.5 11L5 4",
  w: ["M0 4L2 11L4 5L6 11L8 4", 8],
  x: "M0 4L4.8 11M4.8 4L0 11",
  y: "M0 4L2.6 11M5 4L2.2 12.2C1.6 14 .8 14.2 0 13.8",
  z: "M0 4H4.6L0 11H4.8",
  "2": "M.2 3.4C.6 .2 5 .4 4.8 3.6C4.7 6 .2 8.6 .2 11H5",
  "-": ["M0 7.6H3.2", 3.2],
  "·": ["M.5 7.4V7.7", 1],
  " ": ["", 2.6],
};

function strokes(text: string): { paths: string; width: number } {
  let x = 0;
  const paths = [...text].map((letter) => {
    const glyph = GLYPHS[letter] ?? "M0 4H4V11H0Z";
    const [stroke, width] = typeof glyph === "string" ? ([glyph, 5] as const) : glyph;
    const path = `<path transform="translate(${x.toFixed(1)} 0)" d="${stroke}"/>`;
    x += width + 2.2;
    return path;
  });
  return { paths: paths.join(""), width: x };
}

export interface Plate {
  png: Buffer;
  width: number;
  height: number;
  left: number;
  top: number;
}

/** The small "sandbox" label of a picture, and its position in a frame of this size. */
export async function captionPlate(service: string, frame: { width: number; height: number }): Promise<Plate> {
  const { paths, width } = strokes(`sandbox · ${service}`);
  const pad = 7;
  const box = { width: width + 2 * pad - 2, height: 14 + 8 };
  const unit = Math.min(Math.max(8, Math.min(frame.width, frame.height) / 52) / 14, (frame.width * 0.8) / box.width);
  const size = { width: Math.ceil(box.width * unit), height: Math.ceil(box.height * unit) };
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" viewBox="0 0 ${box.width} ${box.height}">
    <rect width="${box.width}" height="${box.height}" rx="5" fill="#000" fill-opacity=".38"/>
    <g transform="translate(${pad} 4.6)" fill="none" stroke="#fff" stroke-opacity=".86" stroke-width="1.15" stroke-linecap="round" stroke-linejoin="round">${paths}</g>
  </svg>`;
  const margin = Math.round(14 * unit);
  return {
    png: await sharp(Buffer.from(svg)).png().toBuffer(),
    ...size,
    left: margin,
    top: Math.max(0, frame.height - margin - size.height),
  };
}
