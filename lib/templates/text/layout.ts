import type { Pen } from "@/lib/media/canvas";
import { lettersOf, wrap } from "./wrap";

/** How a text is set into a box: its lines and the size of the letters, so that no drawn pixel leaves the box. */

export type Typeset = {
  family: string;
  weight: number;
  /** Pixels: the largest and the smallest size of the letters. */
  size: number;
  smallest: number;
  lineHeight: number;
  align: "left" | "center" | "right";
  anchor: "top" | "middle" | "bottom";
};
type Size = { width: number; height: number };
/** `x` is the left edge and `y` the base line, in pixels of the box. */
export type Line = { text: string; x: number; y: number };
export type TextLayout = {
  lines: Line[];
  fontSize: number;
  isRightToLeft: boolean;
  /** Whether words are missing at the end. */
  shortened: boolean;
  /** What the letters cover. */
  ink: { x: number; y: number; width: number; height: number };
};

export const isRightToLeft = (text: string): boolean =>
  /^[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u.test(text.replace(/^\P{L}+/u, ""));

/** Sets the pen for a text; positions are always those of its left edge. */
export function setPen(pen: Pen, { family, weight }: Typeset, size: number, rightToLeft: boolean): void {
  pen.font = `${weight} ${size}px ${family}`;
  pen.direction = rightToLeft ? "rtl" : "ltr";
  pen.textAlign = "left";
  pen.textBaseline = "alphabetic";
}

export function layoutText(pen: Pen, text: string, type: Typeset, box: Size): TextLayout {
  const rightToLeft = isRightToLeft(text);
  const at = (size: number) => {
    setPen(pen, type, size, rightToLeft);
    return wrap(text, box.width, (piece) => pen.measureText(piece).width);
  };
  const set = (lines: readonly string[], size: number) => placed(pen, lines, type, size, box);

  for (let size = type.size; size >= type.smallest; size = size * 0.95) {
    const { lines, splits } = at(size);
    if (splits || lines.length * size * type.lineHeight > box.height * 1.1) continue;
    const found = set(balanced(pen, text, lines, box.width), size);
    if (fits(found.ink, box)) return { ...found, fontSize: size, isRightToLeft: rightToLeft, shortened: false };
  }
  for (let size = Math.min(type.smallest, box.height / type.lineHeight); size > 1; size = size * 0.9) {
    const { lines } = at(size);
    const most = Math.max(1, Math.floor(box.height / (size * type.lineHeight)));
    const shortened = lines.length > most;
    const kept = shortened ? [...lines.slice(0, most - 1), ended(pen, lines[most - 1] ?? "", box.width)] : lines;
    const found = set(kept, size);
    if (fits(found.ink, box)) return { ...found, fontSize: size, isRightToLeft: rightToLeft, shortened };
  }
  const nothing = { x: 0, y: 0, width: 0, height: 0 };
  return { lines: [], fontSize: 1, isRightToLeft: rightToLeft, shortened: true, ink: nothing };
}

const fits = ({ width, height }: Size, box: Size) => width <= box.width && height <= box.height;

/** Lines of about the same width, and no more of them. */
function balanced(pen: Pen, text: string, lines: string[], width: number): string[] {
  if (lines.length < 2 || lines.length > 4) return lines;
  const widthOf = (piece: string) => pen.measureText(piece).width;
  let [low, best] = [width / 2, lines];
  for (let high = width, round = 0; round < 6; round++) {
    const middle = (low + high) / 2;
    const { lines: found, splits } = wrap(text, middle, widthOf);
    if (splits || found.length > lines.length) low = middle;
    else [high, best] = [middle, found];
  }
  return best;
}

/** A line that ends with an ellipsis. */
function ended(pen: Pen, line: string, width: number): string {
  const letters = lettersOf(line);
  while (letters.length > 0 && pen.measureText(`${letters.join("").trimEnd()}…`).width > width) letters.pop();
  return `${letters.join("").replace(/[\s\p{P}]+$/u, "")}…`;
}

function placed(pen: Pen, texts: readonly string[], type: Typeset, size: number, box: Size) {
  const step = size * type.lineHeight;
  // The letters of a line are about as high as 0.88 above and 0.12 below the base line, in Latin and in Chinese.
  const lines = texts.map((text, i) => {
    const metrics = pen.measureText(text);
    const { width, actualBoundingBoxLeft: left, actualBoundingBoxRight: right } = metrics;
    const y = i * step + (step - size) / 2 + size * 0.88;
    const start = type.align === "left" ? 0 : type.align === "right" ? box.width - width : (box.width - width) / 2;
    // Letters may reach over their own width, for example a serif italic.
    const x = Math.min(Math.max(start, left), Math.max(left, box.width - right));
    const { actualBoundingBoxAscent: above, actualBoundingBoxDescent: below } = metrics;
    return { text, x, y, left: x - left, right: x + right, top: y - above, bottom: y + below };
  });
  const drawn = lines.filter(({ text }) => text !== "");
  const [top, bottom] = [Math.min(...drawn.map((line) => line.top)), Math.max(...drawn.map((line) => line.bottom))];
  const [left, right] = [Math.min(...drawn.map((line) => line.left)), Math.max(...drawn.map((line) => line.right))];
  const free = box.height - lines.length * step;
  const wished = type.anchor === "top" ? 0 : type.anchor === "bottom" ? free : free / 2;
  const down = Math.min(Math.max(wished, -top), Math.max(-top, box.height - bottom));
  return {
    lines: drawn.map(({ text, x, y }) => ({ text, x, y: y + down })),
    ink: { x: left, y: top + down, width: right - left, height: bottom - top },
  };
}
