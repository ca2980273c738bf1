import type { Canvas, Pen } from "@/lib/media/canvas";
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
      if (!wrap) return;
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
    },
    paint(to: Pen, at: Pixels, person: Canvas): void {
      const alpha = to.globalAlpha;
      if (shadow) {
        to.globalAlpha = alpha * shadow;
        to.drawImage(soft.canvas, at.x + unit * 0.012, at.y + unit * 0.02, at.width, at.height);
        to.globalAlpha = alpha;
      }
      to.drawImage(person, at.x, at.y);
      if (!wrap) return;
      to.globalAlpha = alpha * wrap;
      to.drawImage(light.canvas, at.x, at.y, at.width, at.height);
      to.globalAlpha = alpha;
    },
  };
}
