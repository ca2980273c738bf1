import type { Canvas, Path2D, Pen } from "@/lib/media/canvas";
import type { VideoLayer } from "../layers";
import type { Pixels, Stage } from "./stage";

/** Edges are worked on at a fraction of the size: they are soft anyway. This many pixels are enough for the shorter side. */
const enough = 135;

/**
 * Puts a cut-out person into its place: a shadow behind it, and light of what is behind over its edge. That light also
 * touches a few pixels outside the person, where it is the background's own colour.
 */
export function edgeLight(
  { wrap = 0, shadow = 0 }: VideoLayer,
  size: { width: number; height: number },
  { drawing, unit }: Stage,
) {
  const smaller = Math.max(1, Math.floor(unit / enough));
  const [width, height] = [Math.ceil(size.width / smaller), Math.ceil(size.height / smaller)];
  const small = () => {
    const canvas = drawing.createCanvas(width, height);
    return { canvas, pen: canvas.getContext("2d") };
  };
  const [shape, soft, around, light] = [small(), small(), small(), small()];
  const radius = (unit * 0.034) / smaller;
  const away = { x: unit * 0.012, y: unit * 0.02 };
  let outline: Path2D | undefined;

  /** The light of the layers behind, along the person's edge. */
  function readLight(at: Pixels, paintBehind: (pen: Pen) => void): void {
    around.pen.clearRect(0, 0, width, height);
    around.pen.save();
    around.pen.scale(width / at.width, height / at.height);
    around.pen.translate(-at.x, -at.y);
    paintBehind(around.pen);
    around.pen.restore();
    light.pen.globalCompositeOperation = "copy";
    light.pen.filter = `blur(${radius * 1.6}px)`;
    light.pen.drawImage(around.canvas, 0, 0);
    light.pen.filter = "none";
    light.pen.globalCompositeOperation = "destination-out";
    light.pen.drawImage(soft.canvas, 0, 0);
    light.pen.globalCompositeOperation = "destination-in";
    light.pen.drawImage(shape.canvas, 0, 0);
  }

  /** Where the light is, and the shadow that the person does not hide. */
  function findOutline(at: Pixels): void {
    const [person, dark, bright] = [alphaOf(shape.pen), alphaOf(soft.pen), wrap ? alphaOf(light.pen) : null];
    const right = Math.round((away.x * width) / at.width);
    const down = Math.round((away.y * height) / at.height);
    const isSeen = (x: number, y: number) => {
      const i = y * width + x;
      if (bright && bright(i) > 0) return true;
      const [fromX, fromY] = [x - right, y - down];
      return person(i) < 255 && fromX >= 0 && fromY >= 0 && dark(fromY * width + fromX) > 0;
    };
    outline = new drawing.Path2D();
    for (const run of runsOf(width, height, isSeen)) {
      const [left, top] = [Math.floor((run.x * at.width) / width), Math.floor((run.y * at.height) / height)];
      const [end, bottom] = [((run.x + run.width) * at.width) / width, ((run.y + run.height) * at.height) / height];
      outline.rect(at.x + left, at.y + top, Math.ceil(end) - left, Math.ceil(bottom) - top);
    }
  }

  /** Only there, because enlarging the whole of it takes as long as drawing the background. */
  function along(to: Pen, draw: () => void): void {
    if (!outline) return;
    to.save();
    to.clip(outline);
    draw();
    to.restore();
  }

  const alphaOf = (pen: Pen) => {
    const { data } = pen.getImageData(0, 0, width, height);
    return (i: number) => data[4 * i + 3] ?? 0;
  };

  return {
    /** Takes the person's frame, and a function that paints the layers behind. */
    read(person: Canvas, at: Pixels, paintBehind: (pen: Pen) => void): void {
      if (!wrap && !shadow) return;
      shape.pen.globalCompositeOperation = "copy";
      shape.pen.drawImage(person, 0, 0, width, height);
      shape.pen.globalCompositeOperation = "source-in";
      shape.pen.fillStyle = "#000";
      shape.pen.fillRect(0, 0, width, height);
      soft.pen.globalCompositeOperation = "copy";
      soft.pen.filter = `blur(${radius}px)`;
      soft.pen.drawImage(shape.canvas, 0, 0);
      soft.pen.filter = "none";
      if (wrap) readLight(at, paintBehind);
      findOutline(at);
    },
    paint(to: Pen, at: Pixels, person: Canvas): void {
      const alpha = to.globalAlpha;
      along(to, () => {
        to.globalAlpha = alpha * shadow;
        if (shadow) to.drawImage(soft.canvas, at.x + away.x, at.y + away.y, at.width, at.height);
      });
      to.drawImage(person, at.x, at.y);
      along(to, () => {
        to.globalAlpha = alpha * wrap;
        if (wrap) to.drawImage(light.canvas, at.x, at.y, at.width, at.height);
      });
    },
  };
}

/** Small pixels of the side of a cell. */
const cell = 4;
/** Enlarging mixes a pixel with its neighbours, and a shadow's distance is rounded. */
const reach = 2;

/** Rectangles of whole cells that contain all pixels that are seen, a row of cells each. */
function runsOf(width: number, height: number, isSeen: (x: number, y: number) => boolean): Pixels[] {
  const [across, down] = [Math.ceil(width / cell), Math.ceil(height / cell)];
  const marked = new Uint8Array(across * down);
  for (let y = 0; y < height; y++) {
    const [above, below] = [Math.max(0, y - reach), Math.min(height - 1, y + reach)];
    for (let x = 0; x < width; x++) {
      if (!isSeen(x, y)) continue;
      const [left, right] = [Math.max(0, x - reach), Math.min(width - 1, x + reach)];
      for (const row of [(above / cell) | 0, (below / cell) | 0]) {
        marked[row * across + ((left / cell) | 0)] = 1;
        marked[row * across + ((right / cell) | 0)] = 1;
      }
    }
  }
  const runs: Pixels[] = [];
  for (let row = 0; row < down; row++) {
    for (let x = 0; x < across; x++) {
      if (!marked[row * across + x]) continue;
      const from = x;
      while (x < across && marked[row * across + x]) x++;
      runs.push({ x: from * cell, y: row * cell, width: (x - from) * cell, height: cell });
    }
  }
  return runs;
}
