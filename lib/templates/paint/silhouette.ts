import type { Canvas, Pen } from "@/lib/media/canvas";
import type { VideoLayer } from "../layers";
import type { Pixels, Stage } from "./stage";

/** Edges are worked on at a fraction of the size: they are soft anyway. */
const smaller = 8;

/** Puts a cut-out person into its place: a shadow behind it, and light of the background over its edge. */
export function edgeLight(
  { wrap = 0, shadow = 0 }: VideoLayer,
  size: { width: number; height: number },
  { drawing, unit }: Stage,
) {
  const [width, height] = [Math.ceil(size.width / smaller), Math.ceil(size.height / smaller)];
  const small = () => {
    const canvas = drawing.createCanvas(width, height);
    return { canvas, pen: canvas.getContext("2d") };
  };
  const [shape, soft, light] = [small(), small(), small()];
  const person = drawing.createCanvas(size.width, size.height);
  const pen = person.getContext("2d");
  const radius = (unit * 0.024) / smaller;
  let shown: Canvas | undefined;

  return {
    /** Takes the frame. */
    read(canvas: Canvas): void {
      shown = canvas;
      if (!wrap && !shadow) return;
      shape.pen.globalCompositeOperation = "copy";
      shape.pen.drawImage(canvas, 0, 0, width, height);
      shape.pen.globalCompositeOperation = "source-in";
      shape.pen.fillStyle = "#000";
      shape.pen.fillRect(0, 0, width, height);
      soft.pen.globalCompositeOperation = "copy";
      soft.pen.filter = `blur(${radius}px)`;
      soft.pen.drawImage(shape.canvas, 0, 0);
      soft.pen.filter = "none";
    },
    paint(to: Pen, at: Pixels, behind: Canvas): void {
      if (!shown) return;
      if (wrap) {
        // The background's light, where the soft silhouette is open; then only on the person itself.
        light.pen.globalCompositeOperation = "copy";
        light.pen.filter = `blur(${radius * 1.6}px)`;
        light.pen.drawImage(behind, at.x, at.y, at.width, at.height, 0, 0, width, height);
        light.pen.filter = "none";
        light.pen.globalCompositeOperation = "destination-out";
        light.pen.drawImage(soft.canvas, 0, 0);
        pen.globalCompositeOperation = "copy";
        pen.globalAlpha = 1;
        pen.drawImage(shown, 0, 0);
        pen.globalCompositeOperation = "source-atop";
        pen.globalAlpha = wrap;
        pen.drawImage(light.canvas, 0, 0, size.width, size.height);
      }
      if (shadow) {
        const alpha = to.globalAlpha;
        to.globalAlpha = alpha * shadow;
        const [right, down] = [unit * 0.012, unit * 0.02];
        to.drawImage(soft.canvas, at.x + right, at.y + down, at.width, at.height);
        to.globalAlpha = alpha;
      }
      to.drawImage(wrap ? person : shown, at.x, at.y);
    },
  };
}
