import type { Pen } from "@/lib/media/canvas";
import type { Fill, ShapeLayer, VignetteLayer } from "../layers";
import { middle, type Painter, type Pixels, pixels, placed, type Stage, whole } from "./stage";

/** Drawn once: a gradient costs more than a picture of it. */
export function shapeLayer(layer: ShapeLayer, stage: Stage): Painter {
  const box = pixels(layer.box ?? whole, stage);
  const canvas = stage.drawing.createCanvas(box.width, box.height);
  const own = canvas.getContext("2d");
  const area = { x: 0, y: 0, width: box.width, height: box.height };
  own.fillStyle = fillOf(own, layer.fill, area);
  own.beginPath();
  if (layer.shape === "ellipse") {
    own.ellipse(box.width / 2, box.height / 2, box.width / 2, box.height / 2, 0, 0, 2 * Math.PI);
  } else own.roundRect(0, 0, box.width, box.height, (layer.corner ?? 0) * stage.unit);
  own.fill();
  return {
    rows: { top: box.y, bottom: box.y + box.height },
    paint(pen, t) {
      placed(pen, stage, layer, t, middle(box), () => pen.drawImage(canvas, box.x, box.y));
    },
  };
}

function fillOf(pen: Pen, fill: Fill, box: Pixels) {
  if (typeof fill === "string") return fill;
  const { x, y } = middle(box);
  if ("inner" in fill) {
    const [cx, cy] = [box.x + box.width * (fill.center?.x ?? 0.5), box.y + box.height * (fill.center?.y ?? 0.5)];
    const gradient = pen.createRadialGradient(cx, cy, 0, cx, cy, Math.hypot(box.width, box.height) / 2);
    gradient.addColorStop(0, fill.inner);
    gradient.addColorStop(1, fill.outer);
    return gradient;
  }
  const angle = (fill.angle * Math.PI) / 180;
  const half = (Math.abs(Math.cos(angle)) * box.width + Math.abs(Math.sin(angle)) * box.height) / 2;
  const [dx, dy] = [Math.cos(angle) * half, Math.sin(angle) * half];
  const gradient = pen.createLinearGradient(x - dx, y - dy, x + dx, y + dy);
  gradient.addColorStop(0, fill.from);
  if (fill.middle) gradient.addColorStop(fill.middle.at, fill.middle.color);
  gradient.addColorStop(1, fill.to);
  return gradient;
}

export function vignetteLayer(layer: VignetteLayer, stage: Stage): Painter {
  const { scene, drawing } = stage;
  const { x, y } = layer.center ?? { x: 0.5, y: 0.46 };
  const canvas = drawing.createCanvas(scene.width, scene.height);
  const own = canvas.getContext("2d");
  // An ellipse of the frame's shape.
  own.scale(scene.width, scene.height);
  const gradient = own.createRadialGradient(x, y, 0.3, x, y, 0.8);
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    gradient.addColorStop(share, `rgba(0,0,0,${(layer.strength * share ** 1.6).toFixed(4)})`);
  }
  own.fillStyle = gradient;
  own.fillRect(0, 0, 1, 1);
  return {
    rows: { top: 0, bottom: scene.height },
    paint(pen, t) {
      placed(pen, stage, layer, t, { x: 0, y: 0 }, () => pen.drawImage(canvas, 0, 0));
    },
  };
}
