import { openImage } from "@/lib/media";
import type { Canvas, Pen } from "@/lib/media/canvas";
import type { CutOutLayer } from "../layers";
import { rgba } from "./picture";
import { inkRows, type Painter, pixels, placed, type Stage } from "./stage";

/** A thing on a ground: lit from a side, with the shadows and the reflection that the light makes. */
export async function cutOutLayer(layer: CutOutLayer, stage: Stage): Promise<Painter> {
  const box = pixels(layer.box, stage);
  const path = stage.image(layer.media);
  const { autoOrient: natural } = await openImage(path).metadata();
  const scale = Math.min(box.width / natural.width, box.height / natural.height);
  const size = {
    width: Math.max(2, Math.round(natural.width * scale)),
    height: Math.max(2, Math.round(natural.height * scale)),
  };
  const thing = await rgba(path, size, { left: 0, top: 0, ...size }, stage);
  lit(thing, layer);
  const ground = { x: box.x + box.width / 2, y: box.y + box.height };
  const shadow = shadowOf(thing, layer, stage);
  const mirror = layer.reflection ? reflectionOf(thing, layer.reflection, stage) : null;
  const swept = stage.drawing.createCanvas(size.width, size.height);

  const shaded = shadow ? inkRows(shadow.canvas, ground.y - shadow.y) : null;
  return {
    rows: {
      top: Math.min(ground.y - size.height, shaded?.top ?? ground.y),
      bottom: Math.max(ground.y + (mirror?.height ?? 0), shaded?.bottom ?? ground.y),
    },
    paint(pen, t) {
      placed(pen, stage, { ...layer, breathe: undefined }, t, ground, () => {
        if (shadow) pen.drawImage(shadow.canvas, ground.x - shadow.x, ground.y - shadow.y);
      });
      placed(pen, stage, layer, t, ground, () => {
        const [x, y] = [ground.x - size.width / 2, ground.y - size.height];
        if (mirror) pen.drawImage(mirror, x, ground.y - 1);
        const share = layer.sweep ? (t - layer.sweep.at) / layer.sweep.seconds : -1;
        const isSwept = share > 0 && share < 1;
        if (isSwept) sweep(swept, thing, share, layer.sweep?.strength ?? 0.5);
        pen.drawImage(isSwept ? swept : thing, x, y);
      });
    },
  };
}

/** Brighter on the side of the light and darker on the other, and a little in the colour of the surroundings. */
function lit(thing: Canvas, { light = 0, tint }: CutOutLayer): void {
  const { width, height } = thing;
  const pen = thing.getContext("2d");
  pen.globalCompositeOperation = "source-atop";
  if (light !== 0) {
    const strength = Math.abs(light);
    const [bright, dark] = light < 0 ? [0, width] : [width, 0];
    const gradient = pen.createLinearGradient(bright, 0, dark, 0);
    gradient.addColorStop(0, `rgba(255,255,255,${0.14 * strength})`);
    gradient.addColorStop(0.5, "rgba(255,255,255,0)");
    gradient.addColorStop(0.5, "rgba(0,0,0,0)");
    gradient.addColorStop(1, `rgba(0,0,0,${0.22 * strength})`);
    pen.fillStyle = gradient;
    pen.fillRect(0, 0, width, height);
  }
  if (tint) {
    pen.globalAlpha = tint.strength;
    pen.fillStyle = tint.color;
    pen.fillRect(0, 0, width, height);
    pen.globalAlpha = 1;
  }
  pen.globalCompositeOperation = "source-over";
}

/** `x`, `y`: where on the canvas the thing touches the ground. */
function shadowOf(thing: Canvas, { shadow, light = 0 }: CutOutLayer, { drawing, unit }: Stage) {
  const { contact = 0, cast = 0 } = shadow ?? {};
  if (contact === 0 && cast === 0) return null;
  const { width, height } = thing;
  const black = drawing.createCanvas(width, height);
  const own = black.getContext("2d");
  own.drawImage(thing, 0, 0);
  own.globalCompositeOperation = "source-in";
  own.fillStyle = "#000";
  own.fillRect(0, 0, width, height);
  const edge = Math.ceil(unit * 0.1 + height * 0.6);
  const canvas = drawing.createCanvas(width + 2 * edge, Math.ceil(height * 0.4) + 2 * edge);
  const at = { x: edge + width / 2, y: edge + Math.ceil(height * 0.3) };
  const pen = canvas.getContext("2d");
  if (cast > 0) {
    pen.save();
    pen.filter = `blur(${unit * 0.022}px)`;
    pen.globalAlpha = cast;
    // Falls away from the light, flat on the ground.
    pen.transform(1, 0, light * 0.55, 0.2, at.x, at.y);
    pen.drawImage(black, -width / 2, -height);
    pen.restore();
  }
  if (contact > 0) {
    const foot = Math.max(1, Math.round(height * 0.08));
    const high = Math.max(4, unit * 0.022);
    for (const [blur, alpha, wide] of [
      [0.014, 0.7, 1.04],
      [0.005, 0.9, 0.98],
    ] as const) {
      pen.save();
      pen.filter = `blur(${unit * blur}px)`;
      pen.globalAlpha = contact * alpha;
      const spread = width * wide;
      pen.drawImage(black, 0, height - foot, width, foot, at.x - spread / 2, at.y - high * 0.6, spread, high);
      pen.restore();
    }
  }
  return { canvas, ...at };
}

/** Upside down, and fainter further from the ground. */
function reflectionOf(thing: Canvas, share: number, { drawing }: Stage): Canvas {
  const high = Math.max(1, Math.round(thing.height * Math.min(1, share)));
  const canvas = drawing.createCanvas(thing.width, high);
  const pen = canvas.getContext("2d");
  pen.save();
  pen.scale(1, -1);
  pen.drawImage(thing, 0, -thing.height);
  pen.restore();
  const fade = pen.createLinearGradient(0, 0, 0, high);
  fade.addColorStop(0, "rgba(0,0,0,.32)");
  fade.addColorStop(0.35, "rgba(0,0,0,.12)");
  fade.addColorStop(1, "rgba(0,0,0,0)");
  pen.globalCompositeOperation = "destination-in";
  pen.fillStyle = fade;
  pen.fillRect(0, 0, thing.width, high);
  return canvas;
}

/** A band of light, a little slanted, only on the thing. */
function sweep(canvas: Canvas, thing: Canvas, share: number, strength: number): void {
  const { width, height } = thing;
  const pen: Pen = canvas.getContext("2d");
  pen.globalCompositeOperation = "copy";
  pen.drawImage(thing, 0, 0);
  pen.globalCompositeOperation = "source-atop";
  const x = width * (-0.5 + 2 * share);
  const gradient = pen.createLinearGradient(x - width * 0.22, 0, x + width * 0.22, height * 0.25);
  gradient.addColorStop(0, "rgba(255,255,255,0)");
  gradient.addColorStop(0.5, `rgba(255,255,255,${strength})`);
  gradient.addColorStop(1, "rgba(255,255,255,0)");
  pen.fillStyle = gradient;
  pen.fillRect(0, 0, width, height);
}
